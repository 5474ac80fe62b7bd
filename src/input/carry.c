/* Writes the pair into an input's head, and a mark that tells such a head from those that say nothing. */
#include "input/carry.h"

#include "protocols/registry.h"

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
	return true;
}

bool input_carries(const struct input_pairs *pairs, const u8 *data, size_t size,
		   struct carried *carried)
{
	if (size < INPUT_RECORD || (data[INPUT_AT_CARRIED] != INPUT_CARRIED &&
				    data[INPUT_AT_CARRIED] != INPUT_CARRIED_DEATHS))
		return false;
	input_pairs_find(pairs, input_code(data + INPUT_AT_HOST), input_code(data + INPUT_AT_GUEST),
			 &carried->format, &carried->host, &carried->guest);
	carried->model = (enum model)(data[INPUT_AT_MODEL] & 3);
	carried->deaths = data[INPUT_AT_CARRIED] == INPUT_CARRIED_DEATHS;
	return carried->guest;
}

const char *carried_text(const struct carried *carried, char *out, size_t size)
{
	char pair[REGISTRY_PAIR];

	snprintf(out, size, "%s in %s%s",
		 registry_spell_pair(carried->format, carried->host, carried->guest, pair),
		 model_name(carried->model), carried->deaths ? ", with deaths" : "");
	return out;
}

u64 input_hash(const u8 *data, size_t size)
{
	u64 hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ data[i]) * 0x100000001b3;
	return hash;
}
