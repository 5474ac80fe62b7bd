/* No function. */
static int nothing;
