#include "keep/archive.h"

#include <string.h>

#define STATE_COUNT ((unsigned)CK_JOB_CANCELLED + 1)

static const struct {
    const char *text;
    unsigned next; /* bit n: may go to state n */
} states[STATE_COUNT] = {
#define TO(state) (1U << CK_JOB_##state)
#define AWAY (TO(QUEUED) | TO(FAILED) | TO(CANCELLED))
    /* What a browser hands over needs no reading; what turns out to be in the folder
     * already needs no downloading; an expired link or bad media lead back. */
    [CK_JOB_QUEUED] = {"queued", AWAY | TO(READING) | TO(DOWNLOADING) | TO(DONE)},
    [CK_JOB_READING] = {"reading", AWAY | TO(READING) | TO(DOWNLOADING) | TO(DONE)},
    [CK_JOB_DOWNLOADING] = {"downloading",
                            AWAY | TO(DOWNLOADING) | TO(READING) | TO(CHECKING)},
    [CK_JOB_CHECKING] = {"checking",
                         AWAY | TO(CHECKING) | TO(READING) | TO(DOWNLOADING) | TO(DONE)},
    [CK_JOB_DONE] = {"done", 0},
    [CK_JOB_FAILED] = {"failed", 0},
    [CK_JOB_CANCELLED] = {"cancelled", 0},
#undef AWAY
#undef TO
};

const char *ck_job_state_text(enum ck_job_state state)
{
    return (unsigned)state < STATE_COUNT ? states[state].text : "";
}

bool ck_job_state_of_text(const char *text, enum ck_job_state *ret)
{
    for (unsigned i = 0; i < STATE_COUNT; i++) {
        if (strcmp(states[i].text, text) == 0) {
            *ret = (enum ck_job_state)i;
            return true;
        }
    }
    return false;
}

bool ck_job_state_ended(enum ck_job_state state)
{
    return (unsigned)state < STATE_COUNT && states[state].next == 0;
}

bool ck_job_step_legal(enum ck_job_state from, enum ck_job_state to)
{
    return (unsigned)from < STATE_COUNT && (unsigned)to < STATE_COUNT &&
           (states[from].next >> to & 1U) != 0;
}
