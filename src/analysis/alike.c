/* In one model more: as in one before it, if nothing was executed there that is different in this one. */
#include "analysis/alike.h"

struct verdict *alike_explore(struct trial *trial, struct alike *alike,
			      const struct verify_options *options)
{
	struct verdict *verdict = &alike->verdicts[alike->n];
	bool copied = false;

	for (unsigned int i = 0; i < alike->n && !copied; i++)
		copied = alike->options[i].first_only == options->first_only &&
			 verdict_copy(&alike->verdicts[i], alike->options[i].model, options->model,
				      verdict);
	if (copied)
		trial_confirm(trial->machine, &trial->oracle, verdict);
	else
		trial_explore(trial, options, verdict);
	alike->options[alike->n++] = *options;
	return verdict;
}

void alike_free(struct alike *alike)
{
	for (unsigned int i = 0; i < alike->n; i++)
		verdict_free(&alike->verdicts[i]);
}
