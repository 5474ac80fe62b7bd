/*
 * Called as a user's file is loaded, for its pausing build: of the race engine's names the only one that targets
 * without races need.
 */
void gap_init(void);
void gap_init(void)
{
}
