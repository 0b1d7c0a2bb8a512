/* joining.c - picture and sound become one file, or the sound is taken out of one, by a
 * program of its own (fetch/join.h). */
#include "session/inner.h"

#include <stdio.h>

static void give_up(struct ck_job *job, const struct ck_error *err)
{
    ck_join_kill(&job->join);
    ck_part_clear(&job->made);
    if (err->code == CK_ERR_JOIN_MISSING && job->plan.sound) {
        ck_job_fail(job, err);
    } else {
        ck_ladder_failed(job, err);
    }
}

void ck_job_join(struct ck_job *job)
{
    const struct ck_part *first = &job->parts[0];
    const struct ck_part *sound = job->plan.joined ? &job->parts[1] : first;
    struct ck_error err;

    ck_part_clear(&job->made);
    job->made = (struct ck_part){
        .role = job->plan.joined ? CK_ROLE_VIDEO : CK_ROLE_SOUND,
        .fill = {.type = job->plan.joined ? CK_MEDIA_MP4 : CK_MEDIA_M4A},
    };
    (void)snprintf(job->made.key, sizeof(job->made.key), "%s.joined", job->post.id);
    if (!ck_stage_open(job->dir_fd, job->made.key, first->file.bytes,
                       &job->made.fill.stage, &err) ||
        !ck_join_start(job->plan.joined ? ck_stage_fd(first->fill.stage) : -1,
                       ck_stage_fd(sound->fill.stage), ck_stage_fd(job->made.fill.stage),
                       job->session->join_program != NULL ? job->session->join_program
                                                          : "",
                       &job->join, &err)) {
        give_up(job, &err);
        return;
    }
    job->phase = CK_PHASE_JOIN;
    ck_job_report(job);
}

/* Nothing that a library made is believed unseen. */
static bool check(const struct ck_job *job, struct ck_part *made, struct ck_error *err)
{
    if (!ck_stage_take_in(made->fill.stage, err) ||
        !ck_mp4_check(ck_stage_fd(made->fill.stage), &made->mp4, err)) {
        return false;
    }
    if (!made->mp4.sound || made->mp4.video != (made->role == CK_ROLE_VIDEO)) {
        return ck_fail(err, CK_ERR_JOIN_FAILED, "a track is missing");
    }
    ck_stage_set_date(made->fill.stage, ck_post_date(&job->post));
    return ck_stage_seal(made->fill.stage, &made->file, err);
}

void ck_job_join_advance(struct ck_job *job)
{
    struct ck_error err;
    bool done = false;

    if (!ck_join_finish(&job->join, &done, &err) ||
        (done && !check(job, &job->made, &err))) {
        give_up(job, &err);
    } else if (done) {
        job->made.state = CK_PART_DONE;
        job->phase = CK_PHASE_EXTRAS;
    }
}
