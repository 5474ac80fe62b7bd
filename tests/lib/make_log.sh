#!/bin/sh
# Logs as `warpage stress --log` writes them, made up but always the same:
#   make_log.sh two-runs   5 minutes of a wrong pair with violations; 3 hours of a right one with
#                          a suspend, placements in turn
#   make_log.sh killed     another machine, which breaks off in the middle of a line
#   make_log.sh week [HOST]  10,080 heartbeats of a right pair
set -eu

awk -v scenario="$1" -v host="${2:-box-c}" '
function random() { # the same numbers with every awk
	state = (state * 69069 + 1234567) % 2147483648
	return state / 2147483648
}

function stamp(t,    day, seconds, y, doe, yoe, doy, mp, month) { # days since 0000-03-01
	day = int(t / 86400) + 719468
	seconds = int(t) % 86400
	y = int(day / 146097)
	doe = day - y * 146097
	yoe = int((doe - int(doe / 1460) + int(doe / 36524) - int(doe / 146096)) / 365)
	doy = doe - (365 * yoe + int(yoe / 4) - int(yoe / 100))
	mp = int((5 * doy + 2) / 153)
	month = mp < 10 ? mp + 3 : mp - 9
	return sprintf("%04d-%02d-%02dT%02d:%02d:%02dZ", yoe + y * 400 + (month <= 2), month,
		doy - int((153 * mp + 2) / 5) + 1, seconds / 3600, seconds / 60 % 60, seconds % 60)
}

function head(event) {
	return sprintf("{\"event\":\"%s\",\"time\":\"%s\",\"unix\":%.3f,\"run\":\"%s\"", event,
		stamp(now), now, run)
}

function names() {
	return sprintf("\"format\":\"hyperv-tsc\",\"host\":\"%s\",\"guest\":\"%s\"", pair_host, guest)
}

function begin(kernel, parameters) {
	run = host "-" int(now)
	started = now
	reads_in_all = updates_in_all = overlapped_in_all = 0
	printf("%s,\"version\":1,\"machine\":{\"host\":\"%s\",\"cpu\":\"%s\",\"cpus\":8,\"kernel\":\"%s\",",
		head("start"), host, cpu, kernel)
	printf("\"cpu_id\":{\"family\":%d,\"text\":\"%s\"}},\"cpu_clock\":{\"model\":\"%s\",", family,
		id, model)
	printf("\"text\":\"%s\",\"probes\":1234567}", clock)
	printf(",\"parameters\":{%s},\"tsc_hz\":2600000000}\n", parameters)
}

# A histogram of n reads whose share per bucket falls or rises by that factor.
function histogram(name, n, factor,    b, share, sum, text) {
	share = 1
	sum = 0
	for (b = 0; b < 16; b++) {
		weight[b] = share
		sum += share
		share *= factor
	}
	for (b = 0; b < 16; b++)
		text = text (b ? "," : "") sprintf("%.0f", int(n * weight[b] / sum))
	return sprintf("\"%s\":[%s]", name, text)
}

function counts(reads, updates, torn, stale,    stamped, met) {
	stamped = int(reads / 4)
	met = int(stamped * (pace ? 0.02 : 0.3) * (0.8 + 0.4 * random()))
	reads_in_all += reads
	updates_in_all += updates
	overlapped_in_all += met
	return sprintf("\"counts\":{\"reads\":%.0f,\"fallbacks\":%.0f,\"stamped\":%.0f,", reads,
		int(reads / 5000), stamped) \
		sprintf("\"overlapped\":%.0f,\"updates\":%.0f,\"late\":%d,\"gapped\":%d,", met,
		updates, int(9 * random()), int(updates / 10000)) \
		sprintf("\"frozen\":0,\"deaths\":0,\"torn_updates\":%d,\"steal\":%.3f,", int(torn / 3),
		0.02 * random()) \
		sprintf("\"unjudged\":{\"overwritten\":%d,\"late\":%d},", int(reads / 90000),
		int(99 * random())) \
		sprintf("\"violations\":{\"torn\":%d,\"stale\":%d,\"unordered-tsc\":0},", torn, stale) \
		histogram("met", stamped, pace ? 0.02 : 0.3) "," \
		histogram("retries", int(reads / 1000), 0.2) "," \
		histogram("distance", stamped - met, 1.4) "}"
}

function heartbeat(placement, interval, reads, updates, torn, stale) {
	return head("heartbeat") "," names() sprintf(",\"placement\":\"%s\",\"cpus\":[0,2],", placement) \
		sprintf("\"elapsed\":%.3f,\"interval\":%.3f,", now - started, interval) \
		counts(reads, updates, torn, stale) "}"
}

function violation(kind, placement) {
	tsc = 5000000000000 + (now - started) * 2600000000
	printf("%s,%s,\"placement\":\"%s\",\"elapsed\":%.6f,", head("violation"), names(), placement,
		now - started)
	printf("\"kind\":\"%s\",\"value\":%.0f,\"start\":%.0f,\"end\":%.0f,", kind,
		19000000 + 10000000 * (now - started), tsc, tsc + 212)
	printf("\"reader\":1,\"cpu\":3,\"updates\":[{\"update\":7,\"kind\":\"slower\"}],\"mix\":[]}\n")
}

function explained(kind, finding, text) {
	printf("%s,%s,\"kind\":\"%s\",\"finding\":%s,\"mixes\":1,\"text\":\"%s\"}\n",
		head("explained"), names(), kind, finding, text)
}

function finish(verdict, torn, stale) {
	printf("%s,\"elapsed\":%.3f,\"verdict\":\"%s\",", head("end"), now - started, verdict)
	printf("\"counts\":{\"reads\":%.0f,\"updates\":%.0f,\"overlapped\":%.0f,", reads_in_all,
		updates_in_all, overlapped_in_all)
	printf("\"violations\":{\"torn\":%d,\"stale\":%d}}}\n", torn, stale)
}

function wrong_run(    minute, i) {
	pair_host = "single-store"
	guest = "hv-seed"
	pace = 0
	begin("6.1.0-28-amd64",
		"\"seconds\":300,\"seed\":1,\"pace\":0,\"tight\":false,\"freeze\":0,\"placement\":\"core\"")
	for (minute = 1; minute <= 5; minute++) {
		for (i = 0; i < 6; i++) {
			now += 9 * random()
			violation(i == 4 && minute > 2 ? "stale" : "torn", "core")
			if (minute == 1 && !i)
				explained("torn", "\"findings/torn-hyperv-tsc-86b0d51b27e6a849.warp\"",
					"offset of update 8 with scale and sequence of update 7")
			if (minute == 3 && i == 4)
				explained("stale", "null", "no execution of sc, x86 or x86-manual does this")
		}
		now = started + 60 * minute
		print heartbeat("core", 60, 400000000 + int(9000000 * random()), 90000000, 5 + (minute < 3),
			minute > 2)
	}
	finish("violation", 27, 3)
}

function right_run(minutes, parameters, suspend, kill,    minute, placement) {
	pair_host = "odd-even"
	guest = "hv-spin-even"
	pace = 1000
	begin("6.12.9-cloud", parameters)
	for (minute = 1; minute <= minutes; minute++) {
		placement = minute % 60 < 20 ? "sibling" : minute % 60 < 40 ? "core" : "socket"
		now += 60
		if (minute == suspend) {
			now += 2400
			printf("%s,\"what\":\"suspend\",\"text\":\"the machine slept for 2400 s\"}\n",
				head("notice"))
		}
		if (minute % 50 == 7)
			printf("%s,\"what\":\"steal\",\"text\":\"the hypervisor took 12 %% of the CPU time\"}\n",
				head("notice"))
		line = heartbeat(placement, 60, int((minute % 60 < 20 ? 3.1e8 : 1.4e8) * \
			(0.9 + 0.2 * random())), 60000 + int(9 * random()), 0, 0)
		if (minute == kill) {
			printf("%s", substr(line, 1, 300))
			return
		}
		print line
	}
	finish("clean", 0, 0)
}

BEGIN {
	state = length(scenario) * 7919 + length(host)
	now = 1795370400.5
	cpu = "AMD EPYC 7543 32-Core Processor"
	family = 25
	id = "AuthenticAMD family 25 model 1 stepping 1, in a VM (KVMKVMKVM)"
	model = "x86-manual"
	clock = "model x86-manual (LFENCE;RDTSC late 7 times in 1.2 x 10^6, by up to 686 ticks)"
	paced = "\"seconds\":0,\"seed\":7,\"pace\":1000,\"tight\":true,\"freeze\":0,\"placement\":\"all\""
	if (scenario == "two-runs") {
		host = "box-a"
		cpu = "Intel(R) Xeon(R) Gold 6142 CPU @ 2.60GHz"
		family = 6
		id = "GenuineIntel family 6 model 85 stepping 4"
		model = "x86"
		clock = "model x86 as far as 1.2 x 10^6 probes tell"
		wrong_run()
		now += 1800
		right_run(180, paced, 100, 0)
	} else if (scenario == "killed") {
		host = "box-b"
		now += 600
		right_run(180, paced, 0, 131)
	} else {
		right_run(10080, paced, 0, 0)
	}
}'
