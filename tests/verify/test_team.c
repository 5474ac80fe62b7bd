/*
 * Processes that share jobs: each job is taken once and in its turn, whoever did it, or nobody; and nobody is
 * left behind.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka.h wants the first of them before it. */
#include <cmocka.h>

#include "verify/team.h"

#define JOBS 100

struct trial {
	u64 last;	/* job */
	u64 crash;	/* in this one; JOBS for none, TEAM_OPEN for all */
	u64 enough;	/* no more after this one */
	u64 taken, own; /* jobs that the leader took, and that it did itself */
	u64 next;	/* to be taken */
	u64 loose;	/* jobs without a turn ... */
	u64 came;	/* ... and those of them that have come */
	bool holds;	/* these last until others were taken, which is told through a pipe */
	int told[2];
	bool gaps; /* may be */
	volatile int stop;
	u64 stop_at;
};

static bool work(void *arg, u64 job, volatile int *stop, struct parcel *parcel)
{
	const struct trial *trial = arg;

	(void)stop;
	if (job >= trial->last)
		return false;
	if (trial->crash == TEAM_OPEN || trial->crash == job)
		raise(SIGKILL);
	if (job < trial->loose && trial->holds) {
		char byte;

		if (read(trial->told[0], &byte, 1) != 1)
			abort();
	}
	/* as long as it is, and with itself at its end */
	for (u64 i = 0; i <= job; i++)
		parcel_put(parcel, &i, sizeof(i));
	return true;
}

static bool take(void *arg, u64 job, const struct parcel *parcel)
{
	struct trial *trial = arg;
	size_t at = 0;

	if (job >= trial->last)
		return false;
	if (job < trial->loose) {
		assert_non_null(parcel);
		assert_int_equal(parcel->size, (job + 1) * sizeof(u64));
		trial->came++;
		return true;
	}
	if (trial->gaps)
		assert_true(job >= trial->next);
	else
		assert_int_equal(job, trial->next);
	if (job == trial->loose + 10 && trial->holds)
		assert_int_equal(write(trial->told[1], "..", 2), 2);
	trial->next = job + 1;
	trial->taken++;
	trial->own += !parcel;
	if (parcel)
		assert_int_equal(parcel->size, (job + 1) * sizeof(u64));
	for (u64 i = 0; parcel && i <= job; i++) {
		u64 put;

		parcel_get(parcel, &at, &put, sizeof(put));
		assert_int_equal(put, i);
	}
	if (job == trial->stop_at)
		trial->stop = 1;
	return job != trial->enough;
}

static void run(struct trial *trial, unsigned int workers, bool open, bool both_ends)
{
	const struct team team = {.workers = workers,
				  .loose = (unsigned int)trial->loose,
				  .jobs = open ? TEAM_OPEN : JOBS,
				  .both_ends = both_ends,
				  .stop = &trial->stop,
				  .work = work,
				  .take = take,
				  .arg = trial};

	trial->last = JOBS;
	trial->taken = trial->own = trial->came = 0;
	trial->next = trial->loose;
	trial->stop = 0;
	team_run(&team);
	/* no worker is left, not even a dead one */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static const struct trial plain = {.crash = JOBS, .enough = JOBS, .stop_at = JOBS};

static void test_all_jobs_in_turn(void **state)
{
	struct trial trial = plain;

	(void)state;
	for (unsigned int workers = 0; workers < 6; workers++)
		for (unsigned int kind = 0; kind < 3; kind++) {
			run(&trial, workers, kind == 1, kind == 2);
			assert_int_equal(trial.taken, JOBS);
			assert_int_equal(trial.own, workers ? 0 : JOBS);
		}
}

/* What a worker was about when it died is the leader's to do. */
static void test_a_worker_dies(void **state)
{
	static const u64 jobs[] = {0, 1, 57, JOBS - 1};
	struct trial trial = plain;

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		trial.crash = jobs[i];
		run(&trial, 3, false, i % 2);
		assert_int_equal(trial.taken, JOBS);
		assert_int_equal(trial.own, 1);
		run(&trial, 3, true, false);
		assert_int_equal(trial.taken, JOBS);
		assert_int_equal(trial.own, 1);
	}
	/* alone with it, it leaves all the rest */
	trial.crash = 40;
	run(&trial, 1, false, false);
	assert_int_equal(trial.taken, JOBS);
	assert_int_equal(trial.own, JOBS - 40);
	trial.crash = TEAM_OPEN;
	run(&trial, 4, true, false);
	assert_int_equal(trial.taken, JOBS);
	assert_int_equal(trial.own, JOBS);
}

/* Those without a turn hold nobody up, are waited for in the end, and are nobody's if they are lost. */
static void test_loose_jobs(void **state)
{
	struct trial trial = plain;

	(void)state;
	trial.loose = 2;
	assert_int_equal(pipe(trial.told), 0);
	alarm(300); /* if one that is held held up the others, nothing would go on */
	for (unsigned int workers = 1; workers < 5; workers++) {
		trial.holds = workers > trial.loose;
		run(&trial, workers, workers % 2, false);
		assert_int_equal(trial.came, 2);
		assert_int_equal(trial.taken, JOBS - 2);
		assert_int_equal(trial.own, 0);
	}
	trial.crash = 1;
	run(&trial, 3, true, false);
	assert_int_equal(trial.came, 1);
	assert_int_equal(trial.taken, JOBS - 2);
	trial.crash = JOBS;
	trial.holds = false;
	run(&trial, 0, false, false);
	assert_int_equal(trial.came, 0);
	assert_int_equal(trial.taken, JOBS - 2);
	alarm(0);
	close(trial.told[0]);
	close(trial.told[1]);
}

static void test_enough(void **state)
{
	struct trial trial = plain;

	(void)state;
	trial.enough = 20;
	run(&trial, 3, false, false);
	assert_int_equal(trial.taken, 21);
	run(&trial, 0, false, false);
	assert_int_equal(trial.taken, 21);
}

/* What was begun is taken, in its order; nothing is begun, or done by the leader, any more. */
static void test_stop(void **state)
{
	struct trial trial = plain;

	(void)state;
	trial.stop_at = 5;
	trial.gaps = true;
	for (unsigned int i = 0; i < 20; i++) {
		run(&trial, 1 + i % 4, false, i % 2);
		assert_true(trial.taken >= 6);
		assert_int_equal(trial.own, 0);
	}
	run(&trial, 0, false, false);
	assert_int_equal(trial.taken, 6);
}

static bool work_for_ever(void *arg, u64 job, volatile int *stop, struct parcel *parcel)
{
	(void)job;
	(void)stop;
	(void)parcel;
	if (write(*(int *)arg, "", 1) != 1)
		return false;
	for (;;)
		pause();
	return false;
}

static bool take_nothing(void *arg, u64 job, const struct parcel *parcel)
{
	(void)arg;
	(void)job;
	(void)parcel;
	return false;
}

/* Workers mind none of SIGINT, SIGTERM and SIGHUP, but they go with the leader, whatever it dies of. */
static void test_the_leader_dies(void **state)
{
	pid_t leader;
	int fds[2];
	char byte;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	leader = fork();
	if (!leader) {
		struct team team = {.workers = 3,
				    .jobs = TEAM_OPEN,
				    .work = work_for_ever,
				    .take = take_nothing,
				    .arg = &fds[1]};

		setpgid(0, 0);
		signal(SIGINT, SIG_IGN);
		signal(SIGTERM, SIG_IGN);
		close(fds[0]);
		team_run(&team);
		_exit(0);
	}
	close(fds[1]);
	for (unsigned int i = 0; i < 3; i++)
		assert_int_equal(read(fds[0], &byte, 1), 1);
	kill(-leader, SIGINT);
	kill(-leader, SIGTERM);
	assert_int_equal(waitpid(leader, NULL, WNOHANG), 0);
	kill(leader, SIGKILL);
	assert_int_equal(waitpid(leader, NULL, 0), leader);
	/* as long as one of them lives, this does not end */
	assert_int_equal(read(fds[0], &byte, 1), 0);
	close(fds[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_jobs_in_turn),
		cmocka_unit_test(test_a_worker_dies),
		cmocka_unit_test(test_loose_jobs),
		cmocka_unit_test(test_enough),
		cmocka_unit_test(test_stop),
		cmocka_unit_test(test_the_leader_dies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
