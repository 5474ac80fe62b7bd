/* Writes the pair into an input's head, and a mark that tells such a head from those that say nothing. */
#include "input/carry.h"

#include "protocols/registry.h"

/* What the setting says of hosts and vCPUs; it is made if there is something to say. */
static void carry_setting(const struct carried *carried, u8 *data, size_t *size)
{
	u8 *setting = input_setting(data, *size);
	unsigned int said = carried->vcpus > 1 || carried->given ? carried->vcpus : 0;

	if (!setting && carried->hosts <= 1 && !said)
		return;
	if (!setting) {
		setting = data + INPUT_RECORD;
		memmove(setting + INPUT_RECORD, setting, *size - INPUT_RECORD);
		memset(setting, 0, INPUT_RECORD);
		setting[INPUT_AT_TAG] = INPUT_MORE;
		*size += INPUT_RECORD;
	}
	if (*size < 2 * INPUT_RECORD) {
		memset(data + *size, 0, 2 * INPUT_RECORD - *size);
		*size = 2 * INPUT_RECORD;
	}
	setting[INPUT_AT_TAG] &= (u8)~INPUT_HOSTS;
	setting[INPUT_AT_TAG] |= carried->hosts > 1 ? INPUT_HOSTS : 0;
	setting[INPUT_AT_VCPUS] &= (u8) ~(INPUT_VCPUS | INPUT_TSCS | INPUT_GIVEN);
	setting[INPUT_AT_VCPUS] |= (u8)(said | (unsigned int)carried->tscs << INPUT_TSCS_SHIFT |
					(carried->given ? INPUT_GIVEN : 0));
}

bool input_carry(const struct input_pairs *pairs, const struct carried *carried, u8 *data,
		 size_t *size)
{
	int host = input_pairs_host_value(pairs, carried->host);
	int guest = input_pairs_guest_value(pairs, carried->guest);

	if (host < 0 || guest < 0)
		return false;
	if (*size < INPUT_RECORD) {
		memset(data + *size, 0, INPUT_RECORD - *size);
		*size = INPUT_RECORD;
	}
	input_put_code(data + INPUT_AT_HOST, (u16)host);
	input_put_code(data + INPUT_AT_GUEST, (u16)guest);
	data[INPUT_AT_MODEL] = (u8)((data[INPUT_AT_MODEL] & ~3) | carried->model);
	data[INPUT_AT_CARRIED] = carried->deaths ? INPUT_CARRIED_DEATHS : INPUT_CARRIED;
	carry_setting(carried, data, size);
	return true;
}

bool input_carries(const struct input_pairs *pairs, const u8 *data, size_t size,
		   struct carried *carried)
{
	struct input_setting setting;

	if (size < INPUT_RECORD || (data[INPUT_AT_CARRIED] != INPUT_CARRIED &&
				    data[INPUT_AT_CARRIED] != INPUT_CARRIED_DEATHS))
		return false;
	input_pairs_find(pairs, input_code(data + INPUT_AT_HOST), input_code(data + INPUT_AT_GUEST),
			 &carried->format, &carried->host, &carried->guest);
	carried->model = (enum model)(data[INPUT_AT_MODEL] & 3);
	carried->deaths = data[INPUT_AT_CARRIED] == INPUT_CARRIED_DEATHS;
	setting = input_setting_at(input_setting((u8 *)data, size));
	carried->hosts = setting.hosts > 1 ? 2 : 1;
	carried->vcpus = setting.vcpus;
	carried->given = setting.given;
	carried->tscs = setting.tscs;
	return carried->guest;
}

const char *carried_text(const struct carried *carried, char *out, size_t size)
{
	char pair[REGISTRY_PAIR], vcpus[32] = "";

	if (carried->given)
		snprintf(vcpus, sizeof(vcpus), ", of --vcpus %u", carried->vcpus);
	snprintf(out, size, "%s in %s%s%s%s",
		 registry_spell_pair(carried->format, carried->host, carried->guest, pair),
		 model_name(carried->model), carried->deaths ? ", with deaths" : "",
		 carried->hosts > 1 ? ", by 2 hosts" : "", vcpus);
	return out;
}

u64 input_hash(const u8 *data, size_t size)
{
	u64 hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ data[i]) * 0x100000001b3;
	return hash;
}
