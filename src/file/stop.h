/*
 * The program's one note of SIGINT, SIGTERM and SIGHUP, with which a terminal goes. It is never cleared: a signal counts wherever it
 * arrives, in a race, between two of them, or before the first.
 */
#ifndef WARPAGE_FILE_STOP_H
#define WARPAGE_FILE_STOP_H

/*
 * From now on these signals do not end the program: each is counted in the int that this
 * returns, which is 0 until then. The second of a kind does what it always does.
 */
volatile int *stop_catch(void);

/* The same, but all of them are counted: for a caller to whom the second one means something else. */
volatile int *stop_catch_all(void);

/* Of these signals, how many came since one of the two was called. */
int stop_seen(void);

#endif
