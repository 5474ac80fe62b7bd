/*
 * The program's one note of SIGINT and SIGTERM. It is never cleared: a signal counts wherever it
 * arrives, in a race, between two of them, or before the first.
 */
#ifndef WARPAGE_CLI_STOP_H
#define WARPAGE_CLI_STOP_H

/*
 * From now on SIGINT and SIGTERM do not end the program: each is counted in the int that this
 * returns, which is 0 until then. The second of a kind does what it always does.
 */
volatile int *stop_catch(void);

/* The same, but all of them are counted: for a caller to whom the second one means something else. */
volatile int *stop_catch_all(void);

#endif
