#include "face/choice.h"

#include "tiktok/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool ck_quality_known(const char *word)
{
    enum ck_policy policy;

    return ck_policy_of_text(word, &policy);
}

bool ck_captions_known(const char *word)
{
    return strcmp(word, "all") == 0 || strcmp(word, "spoken") == 0 ||
           strcmp(word, "none") == 0;
}

bool ck_saving_off_known(const char *word)
{
    return strcmp(word, "ask") == 0 || strcmp(word, "keep") == 0 ||
           strcmp(word, "skip") == 0;
}

static bool read_switch(const json_t *value, enum ck_switch *ret)
{
    *ret = json_is_true(value) ? CK_SWITCH_ON : CK_SWITCH_OFF;
    return json_is_boolean(value);
}

static bool read_word(const json_t *value, bool (*known)(const char *), const char **ret)
{
    *ret = json_string_value(value);
    return *ret != NULL && known(*ret);
}

static bool read_parallel(const json_t *value, int *ret)
{
    json_int_t number = json_integer_value(value);

    *ret = number >= 1 && number <= CK_PARALLEL_MOST ? (int)number : 0;
    return *ret != 0;
}

static bool read_speed(const json_t *value, struct ck_choice *ret)
{
    ret->limits = true;
    ret->speed_limit = json_integer_value(value);
    return json_is_integer(value) && ret->speed_limit >= 0 &&
           ret->speed_limit <= CK_SPEED_MOST;
}

static bool read_digits(const char *text, char **ret_rest, json_int_t *ret)
{
    *ret = strtoll(text, ret_rest, 10);
    return *text >= '0' && *text <= '9' && *ret <= CK_SPEED_MOST;
}

bool ck_choice_parallel(const char *text, struct ck_choice *ret)
{
    json_int_t number;
    char *rest;

    ret->parallel = read_digits(text, &rest, &number) && *rest == '\0' && number >= 1 &&
                            number <= CK_PARALLEL_MOST
                        ? (int)number
                        : 0;
    return ret->parallel != 0;
}

bool ck_choice_speed(const char *text, struct ck_choice *ret)
{
    json_int_t number;
    char *rest;
    bool ok = read_digits(text, &rest, &number);
    int64_t times = *rest == 'k' ? 1000 : *rest == 'M' ? 1000000 : 1;

    ret->limits = true;
    ret->speed_limit = number * times;
    return ok && (times == 1 ? *rest : rest[1]) == '\0' &&
           ret->speed_limit <= CK_SPEED_MOST;
}

static bool read_one(const char *key, const json_t *value, struct ck_choice *ret)
{
    if (strcmp(key, "cover") == 0) {
        return read_switch(value, &ret->cover);
    }
    if (strcmp(key, "watermark") == 0) {
        return read_switch(value, &ret->watermark);
    }
    if (strcmp(key, "sources") == 0) {
        return read_switch(value, &ret->sources);
    }
    if (strcmp(key, "keepGoing") == 0) {
        return read_switch(value, &ret->keep_going);
    }
    if (strcmp(key, "parallel") == 0) {
        return read_parallel(value, &ret->parallel);
    }
    if (strcmp(key, "speedLimit") == 0) {
        return read_speed(value, ret);
    }
    if (strcmp(key, "quality") == 0) {
        return read_word(value, ck_quality_known, &ret->quality);
    }
    if (strcmp(key, "savingOff") == 0) {
        return read_word(value, ck_saving_off_known, &ret->saving_off);
    }
    if (strcmp(key, "names") == 0) {
        ret->names = json_string_value(value);
        return ret->names != NULL && strlen(ret->names) == json_string_length(value);
    }
    return strcmp(key, "captions") == 0 &&
           read_word(value, ck_captions_known, &ret->captions);
}

bool ck_choice_read(json_t *set, struct ck_choice *ret)
{
    const char *key;
    json_t *value;

    json_object_foreach(set, key, value)
    {
        if (!read_one(key, value, ret)) {
            return false;
        }
    }
    return json_is_object(set);
}

static void flip(enum ck_switch choice, bool *ret)
{
    *ret = choice == CK_SWITCH_LEAVE ? *ret : choice == CK_SWITCH_ON;
}

static void put_word(const char *choice, char ret[CK_SETTING_WORD])
{
    if (choice != NULL) {
        (void)snprintf(ret, CK_SETTING_WORD, "%s", choice);
    }
}

void ck_choice_apply(const struct ck_choice *choice, struct ck_settings *settings)
{
    flip(choice->cover, &settings->cover);
    flip(choice->watermark, &settings->watermark);
    flip(choice->sources, &settings->sources);
    flip(choice->keep_going, &settings->keep_going);
    put_word(choice->quality, settings->quality);
    put_word(choice->captions, settings->captions);
    put_word(choice->saving_off, settings->saving_off);
    if (choice->names != NULL) {
        (void)snprintf(settings->names, sizeof(settings->names), "%s", choice->names);
    }
    if (choice->parallel != 0) {
        settings->parallel = choice->parallel;
    }
    if (choice->limits) {
        settings->speed_limit = choice->speed_limit;
    }
    if (choice->user_agent != NULL) {
        settings->user_agent = choice->user_agent;
    }
}
