/* Members of JSON objects, one call each. Strings that come from outside are spelled if they are no UTF-8. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "warpage/types.h"

void put_number(json_t *object, const char *key, u64 value);
void put_signed(json_t *object, const char *key, s64 value);
void put_real(json_t *object, const char *key, double value);
void put_bool(json_t *object, const char *key, bool value);
void put_text(json_t *object, const char *key, const char *text);

/* An array of numbers, and an array of CPUs. */
void put_numbers(json_t *object, const char *key, const u64 *values, unsigned int n);
void put_cpus(json_t *object, const char *key, const unsigned int *cpus, unsigned int n);

/* The member "tool": which warpage this is. */
void put_tool(json_t *object);

/* The text as a value by itself. */
json_t *put_string(const char *text);
