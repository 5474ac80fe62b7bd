/* Workers claim jobs from memory that all share, and send what these come to through a pipe each. */
#define _GNU_SOURCE
#include "verify/team.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define WAIT_MS 100
#define NO_JOB TEAM_OPEN
#define PIPE_BYTES (1 << 20)

void parcel_put(struct parcel *parcel, const void *bytes, size_t size)
{
	if (parcel->room - parcel->size < size) {
		size_t room = 2 * parcel->room + size;
		u8 *more = parcel->failed ? NULL : realloc(parcel->bytes, room);

		if (!more) {
			parcel->failed = true;
			return;
		}
		parcel->bytes = more;
		parcel->room = room;
	}
	memcpy(parcel->bytes + parcel->size, bytes, size);
	parcel->size += size;
}

void parcel_get(const struct parcel *parcel, size_t *at, void *bytes, size_t size)
{
	if (parcel->size - *at < size)
		abort();
	memcpy(bytes, parcel->bytes + *at, size);
	*at += size;
}

/* What all processes share. */
struct board {
	u64 claims, first, last; /* jobs that were claimed: all, from the front, from the end */
	volatile int stop;
	u64 claimed[TEAM_MAX]; /* by each worker, the last one */
};

struct message {
	u64 job;
	u64 size;
};

struct worker {
	pid_t pid;
	int fd;		      /* -1: it has ended */
	u64 done;	      /* the last job that came from it */
	struct parcel coming; /* not whole yet */
};

/* A job that came before its turn; parcel.bytes is NULL if it was lost. */
struct early {
	struct early *next;
	u64 job;
	bool lost;
	struct parcel parcel;
};

struct leader {
	const struct team *team;
	struct board *board;
	struct worker workers[TEAM_MAX];
	unsigned int nworkers, alive;
	struct early *early; /* by job */
};

static u64 claim(const struct team *team, struct board *board, unsigned int self)
{
	bool end = team->both_ends && self % 2;
	u64 job = NO_JOB;

	if (!board->stop && __atomic_fetch_add(&board->claims, 1, __ATOMIC_RELAXED) < team->jobs)
		job = __atomic_fetch_add(end ? &board->last : &board->first, 1, __ATOMIC_RELAXED);
	if (job != NO_JOB && end)
		job = team->jobs - 1 - job;
	board->claimed[self] = job;
	return job;
}

static bool send_all(int fd, const void *bytes, size_t size)
{
	const u8 *at = bytes;

	while (size) {
		ssize_t n = write(fd, at, size);

		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

static _Noreturn void work(const struct team *team, struct board *board, unsigned int self, int fd)
{
	struct parcel parcel = {0};
	u64 job;

	while ((job = claim(team, board, self)) != NO_JOB) {
		struct message message = {.job = job};

		parcel.size = 0;
		if (!team->work(team->arg, job, &board->stop, &parcel)) {
			board->claimed[self] = NO_JOB;
			break;
		}
		message.size = parcel.size;
		if (parcel.failed || !send_all(fd, &message, sizeof(message)) ||
		    !send_all(fd, parcel.bytes, parcel.size))
			_exit(1);
	}
	_exit(0);
}

/* A worker minds no signal but the leader's end, which it does not outlive, and its own faults. */
static void settle_in(const struct leader *leader, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	for (unsigned int i = 0; i < leader->nworkers; i++)
		close(leader->workers[i].fd);
}

static bool hire(struct leader *leader)
{
	unsigned int self = leader->nworkers;
	struct worker *worker = &leader->workers[self];
	pid_t parent = getpid();
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return false;
	fcntl(fds[0], F_SETPIPE_SZ, PIPE_BYTES);
	leader->board->claimed[self] = NO_JOB;
	worker->done = NO_JOB;
	worker->pid = fork();
	if (!worker->pid) {
		settle_in(leader, parent);
		close(fds[0]);
		work(leader->team, leader->board, self, fds[1]);
	}
	close(fds[1]);
	if (worker->pid < 0) {
		close(fds[0]);
		return false;
	}
	worker->fd = fds[0];
	leader->nworkers++;
	leader->alive++;
	return true;
}

/* A job that has come, or (NULL) is lost. Without memory it is forgotten: the leader misses it in the end. */
static void keep(struct leader *leader, u64 job, const u8 *bytes, size_t size)
{
	struct early *early, **at = &leader->early;
	const struct team *team = leader->team;

	if (job < team->loose) {
		struct parcel parcel = {.bytes = (u8 *)bytes, .size = size};

		if (bytes)
			team->take(team->arg, job, &parcel);
		return;
	}
	early = calloc(1, sizeof(*early));
	if (!early)
		return;
	early->job = job;
	early->lost = !bytes;
	if (bytes)
		parcel_put(&early->parcel, bytes, size);
	if (early->parcel.failed) {
		free(early);
		return;
	}
	while (*at && (*at)->job < job)
		at = &(*at)->next;
	early->next = *at;
	*at = early;
}

/* The messages that are whole, taken out of what has come from a worker. */
static void take_messages(struct leader *leader, struct worker *worker)
{
	struct parcel *coming = &worker->coming;
	struct message message;
	size_t at = 0;

	while (coming->size - at >= sizeof(message)) {
		size_t body = at;

		parcel_get(coming, &body, &message, sizeof(message));
		if (coming->size - body < message.size)
			break;
		keep(leader, message.job, coming->bytes + body, message.size);
		worker->done = message.job;
		at = body + message.size;
	}
	if (at)
		memmove(coming->bytes, coming->bytes + at, coming->size - at);
	coming->size -= at;
}

/* It has done all that it could; what it has claimed and not sent is lost. */
static void dismiss(struct leader *leader, struct worker *worker)
{
	u64 job = leader->board->claimed[worker - leader->workers];

	close(worker->fd);
	worker->fd = -1;
	leader->alive--;
	if (job != NO_JOB && job != worker->done)
		keep(leader, job, NULL, 0);
}

static void listen_to(struct leader *leader, struct worker *worker)
{
	static u8 bytes[1 << 16];
	ssize_t n = read(worker->fd, bytes, sizeof(bytes));

	if (n > 0)
		parcel_put(&worker->coming, bytes, (size_t)n);
	if (n <= 0 || worker->coming.failed)
		dismiss(leader, worker);
	else
		take_messages(leader, worker);
}

static void listen_to_all(struct leader *leader)
{
	struct pollfd fds[TEAM_MAX];

	for (unsigned int i = 0; i < leader->nworkers; i++)
		fds[i] = (struct pollfd){.fd = leader->workers[i].fd, .events = POLLIN};
	if (poll(fds, leader->nworkers, WAIT_MS) <= 0)
		return;
	for (unsigned int i = 0; i < leader->nworkers; i++)
		if (fds[i].revents && leader->workers[i].fd >= 0)
			listen_to(leader, &leader->workers[i]);
}

static bool stopped(const struct leader *leader)
{
	if (leader->team->stop && *leader->team->stop)
		leader->board->stop = 1;
	return leader->board->stop;
}

/* The first of those that have come. */
static bool take_early(struct leader *leader)
{
	struct early *early = leader->early;
	const struct team *team = leader->team;
	bool more = true;

	leader->early = early->next;
	if (!early->lost || !stopped(leader))
		more = team->take(team->arg, early->job, early->lost ? NULL : &early->parcel);
	free(early->parcel.bytes);
	free(early);
	return more;
}

/* Take all jobs, in their order, as they come. */
static void lead(struct leader *leader)
{
	const struct team *team = leader->team;
	u64 next = team->loose;
	bool more = true;

	while (more) {
		bool stop = stopped(leader);

		if (leader->early && (leader->early->job == next || (stop && !leader->alive))) {
			next = leader->early->job + 1;
			more = take_early(leader);
		} else if (leader->alive) {
			listen_to_all(leader);
			if (team->wait)
				team->wait(team->arg);
		} else {
			more = !stop && next < team->jobs && team->take(team->arg, next, NULL);
			next++;
		}
	}
}

static void send_home(struct leader *leader)
{
	for (unsigned int i = 0; i < leader->nworkers; i++) {
		struct worker *worker = &leader->workers[i];

		kill(worker->pid, SIGKILL);
		if (worker->fd >= 0)
			close(worker->fd);
		while (waitpid(worker->pid, NULL, 0) < 0 && errno == EINTR)
			;
		free(worker->coming.bytes);
	}
	while (leader->early) {
		struct early *early = leader->early;

		leader->early = early->next;
		free(early->parcel.bytes);
		free(early);
	}
}

/* Without the memory for a team. */
static void do_alone(const struct team *team)
{
	u64 job = team->loose;

	while (!(team->stop && *team->stop) && job < team->jobs && team->take(team->arg, job, NULL))
		job++;
}

void team_run(const struct team *team)
{
	unsigned int workers = team->workers < TEAM_MAX ? team->workers : TEAM_MAX;
	struct leader *leader = workers ? calloc(1, sizeof(*leader)) : NULL;
	void *board = leader ? mmap(NULL, sizeof(*leader->board), PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0)
			     : MAP_FAILED;

	if (board == MAP_FAILED) {
		do_alone(team);
		free(leader);
		return;
	}
	leader->team = team;
	leader->board = board;
	/* as many as there can be */
	while (leader->nworkers < workers && hire(leader))
		;
	lead(leader);
	send_home(leader);
	munmap(board, sizeof(*leader->board));
	free(leader);
}
