#include "tiktok/seen.h"

#include "base/mem.h"

#include <stdint.h>
#include <string.h>

enum { FIRST_SIZE = 64 };

/* FNV-1a. */
static size_t hash(const char *id)
{
    uint64_t sum = 0xcbf29ce484222325u;

    for (; *id != '\0'; id++) {
        sum = (sum ^ (unsigned char)*id) * 0x100000001b3u;
    }
    return (size_t)(sum ^ (sum >> 32));
}

/* Where the id is, or where it belongs. */
static char *place_of(const struct ck_seen *seen, const char *id)
{
    size_t at = hash(id) % seen->size;

    while (seen->places[at][0] != '\0' && strcmp(seen->places[at], id) != 0) {
        at = (at + 1) % seen->size;
    }
    return seen->places[at];
}

static bool grow(struct ck_seen *seen)
{
    struct ck_seen larger = {.size = seen->size > 0 ? 2 * seen->size : FIRST_SIZE,
                             .count = seen->count};

    larger.places = ck_calloc(larger.size, sizeof(*larger.places));
    if (larger.places == NULL) {
        return false;
    }
    for (size_t i = 0; i < seen->size; i++) {
        if (seen->places[i][0] != '\0') {
            memcpy(place_of(&larger, seen->places[i]), seen->places[i], CK_ID_SIZE);
        }
    }
    ck_free(seen->places);
    *seen = larger;
    return true;
}

bool ck_seen_add(struct ck_seen *seen, const char *id, bool *ret_fresh)
{
    char *place;

    if (2 * (seen->count + 1) > seen->size && !grow(seen)) {
        return false;
    }
    place = place_of(seen, id);
    *ret_fresh = place[0] == '\0';
    if (*ret_fresh) {
        (void)snprintf(place, CK_ID_SIZE, "%s", id);
        seen->count++;
    }
    return true;
}

void ck_seen_clear(struct ck_seen *seen)
{
    ck_free(seen->places);
    *seen = (struct ck_seen){0};
}
