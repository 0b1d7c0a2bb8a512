/* save_bar.c - the one line that `clipkeep save` shows while it works. */
#include "face/bar.h"
#include "face/saving.h"

#include "base/buf.h"

#include <stdio.h>

/* Adds what the job has done; unknown wherever one of them is unknown. */
static void add_up(const struct ck_job_view *job, struct ck_bar *bar)
{
    bar->bytes += job->bytes;
    bar->total = bar->total < 0 || job->total < 0 ? -1 : bar->total + job->total;
    bar->speed = job->speed < 0   ? bar->speed
                 : bar->speed < 0 ? job->speed
                                  : bar->speed + job->speed;
    bar->left_s = job->left_s > bar->left_s ? job->left_s : bar->left_s;
}

/* What all jobs at hand do together. */
struct sum {
    struct ck_bar *bar;
    struct ck_buf *rest; /* what one of them waits for or joins */
    bool moving;
};

static void add_job(void *ctx, const struct ck_job_view *job)
{
    struct sum *sum = ctx;
    enum ck_step step = ck_step_of(job);

    add_up(job, sum->bar);
    sum->moving = sum->moving || step == CK_STEP_READING || step == CK_STEP_DOWNLOADING;
    if (step > CK_STEP_DOWNLOADING && sum->rest->len == 0) {
        ck_step_text(job, sum->rest);
    }
}

/* Adds up what all running jobs have done. Appends to `rest` what one of them waits for
 * or joins, where nothing else goes on. */
static void look_at_all(const struct ck_save_run *saving, struct ck_bar *bar,
                        struct ck_buf *rest)
{
    struct sum sum = {bar, rest, false};

    ck_session_each(saving->session, add_job, &sum);
    if (sum.moving) {
        ck_buf_clear(rest);
    }
}

/* One line, whatever the number of jobs. */
void ck_save_draw(struct ck_save_run *saving)
{
    struct ck_bar bar = {.total = 0, .speed = -1, .left_s = -1};
    ck_autobuf struct ck_buf line = {.max = 1024};
    ck_autobuf struct ck_buf rest = {.max = 1024};
    char title[64] = "saving";

    look_at_all(saving, &bar, &rest);
    if (saving->count > 1) {
        (void)snprintf(title, sizeof(title), "%zu of %zu", saving->ended, saving->count);
    }
    bar.title = title;
    if (rest.len == 0) {
        ck_bar_text(&bar, ck_line_columns(), &line);
    } else if (saving->count > 1) {
        ck_buf_addf(&line, "%s  %s", title, ck_buf_text(&rest));
    } else {
        ck_buf_adds(&line, ck_buf_text(&rest));
    }
    ck_line_draw(&saving->line, ck_buf_text(&line));
}
