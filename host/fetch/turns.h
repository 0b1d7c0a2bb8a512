/* turns.h - whose turn it is: places per host, and families of hosts that asked to be
 * left alone. Changes no transfer. Used inside fetch/ only. */
#ifndef CK_FETCH_TURNS_H
#define CK_FETCH_TURNS_H

#include "fetch/guard.h"
#include "fetch/pace.h"

#include <stdbool.h>
#include <stdint.h>

struct ck_response;
struct ck_transfer;

struct ck_turns {
    struct ck_transfer *first; /* all transfers, oldest first */
    size_t parallel;           /* media running at once; 0: the default */
    int64_t bytes_per_second;  /* of media; 0: no limit */
    int64_t earned_us;         /* when what came so far would have come at that speed */
    struct ck_pace paces[CK_FAMILY_COUNT];
};

/* Transfers of media that are running. */
size_t ck_turns_running(const struct ck_turns *turns);
/* The next waiting transfer that may run at `now_ms`, NULL for none. */
struct ck_transfer *ck_turns_next(const struct ck_turns *turns, int64_t now_ms);
/* Milliseconds until a waiting transfer's time comes; 0 when one may run now, -1 when
 * nothing waits for the clock. */
int64_t ck_turns_due(const struct ck_turns *turns, int64_t now_ms);
/* Milliseconds that this transfer still waits for the clock, and why (NULL is allowed). 0
 * when it does not. */
int64_t ck_turns_wait(const struct ck_turns *turns, const struct ck_transfer *transfer,
                      int64_t now_ms, enum ck_code *why);
/* Takes note of bytes of media that came. While they are well ahead of the speed that is
 * allowed, nothing new begins: small files come whole before libcurl slows them down. */
void ck_turns_bytes(struct ck_turns *turns, size_t len, int64_t now_ms);
/* Takes note of the answer that `transfer` has just got. True when it shall ask again. */
bool ck_turns_answer(struct ck_turns *turns, struct ck_transfer *transfer,
                     const struct ck_response *answer, int64_t now_ms, double chance);

#endif
