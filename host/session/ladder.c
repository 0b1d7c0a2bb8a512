/* ladder.c - what to fetch of a video, and what to try when it fails (tiktok.md §4):
 * other mirrors (part.c), other streams, a fresh page, the links that often refuse, and,
 * if the person takes a watermark, the embed. */
#include "session/inner.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { EXPIRY_MARGIN_S = 300 };

static enum ck_policy policy_of(const struct ck_job *job)
{
    enum ck_policy policy = CK_POLICY_BEST;

    (void)ck_policy_of_text(job->session->settings.quality, &policy);
    return policy;
}

/* The mirrors of a stream that may be used now. */
static size_t usable(const struct ck_job *job, const struct ck_stream *stream)
{
    return job->last_links ? stream->url_count - stream->sure_count : stream->sure_count;
}

static bool has_failed(const struct ck_job *job)
{
    for (size_t i = 0; i < job->post.stream_count; i++) {
        if (job->skip[i]) {
            return true;
        }
    }
    return false;
}

/* A video with TikTok's watermark is taken when there is no other, not when the others
 * are refused. */
static bool choose(struct ck_job *job, struct ck_plan *ret)
{
    const struct ck_post *post = &job->post;
    ck_autofree bool *out = ck_calloc(post->stream_count + 1, sizeof(*out));
    struct ck_plan_limits limits = {
        .policy = policy_of(job),
        .may_join = job->session->join_program != NULL && !job->no_join,
        .no_audio = job->no_audio,
        .skip = out,
    };

    for (size_t i = 0; out != NULL && i < post->stream_count; i++) {
        out[i] = job->skip[i] || usable(job, &post->streams[i]) == 0;
    }
    if (out == NULL || ck_plan_choose(post, &limits, ret)) {
        return out != NULL;
    }
    limits.watermark = true;
    return !has_failed(job) && ck_plan_choose(post, &limits, ret);
}

/* --- the parts of a way ----------------------------------------------------------- */

/* By what a later attempt knows the part of a stream or sound track again. */
static void plan_record(const struct ck_job *job, struct ck_part *part, const char *what)
{
    struct ck_begun *begun = ck_alloc(sizeof(*begun));

    if (begun != NULL) {
        (void)snprintf(begun->word, sizeof(begun->word), "%s",
                       part->key + strlen(job->post.id) + 1);
        (void)snprintf(begun->place, sizeof(begun->place), "%s%s", job->folder,
                       part->dirfd == job->source_fd ? "/" CK_SOURCES : "");
        (void)snprintf(begun->stream, sizeof(begun->stream), "%s", what);
    }
    part->begun = begun;
}

static void plan_stream(struct ck_job *job, struct ck_part *part, enum ck_role role)
{
    const struct ck_stream *stream = &job->post.streams[job->plan.stream];
    char what[160];

    *part = (struct ck_part){
        .role = role,
        .index = (size_t)job->plan.stream,
        .urls = stream->urls + (job->last_links ? stream->sure_count : 0),
        .url_count = usable(job, stream),
        .declared = stream->bytes,
        .dirfd =
            role == CK_ROLE_PICTURE && job->source_fd >= 0 ? job->source_fd : job->dir_fd,
    };
    (void)snprintf(part->key, sizeof(part->key), "%s.v%ld", job->post.id,
                   job->plan.stream);
    (void)snprintf(what, sizeof(what),
                   "stream %s %s %" PRId64 "x%" PRId64 " %" PRId64 " bit/s %" PRId64
                   " bytes",
                   stream->codec, stream->quality, stream->width, stream->height,
                   stream->bitrate, stream->bytes);
    plan_record(job, part, what);
}

static void plan_audio(struct ck_job *job, struct ck_part *part, enum ck_role role)
{
    const struct ck_audio *audio = &job->post.audios[job->plan.audio];
    char what[160];

    *part = (struct ck_part){
        .role = role,
        .index = (size_t)job->plan.audio,
        .urls = audio->urls,
        .url_count = audio->url_count,
        .declared = audio->bytes,
        .dirfd =
            role == CK_ROLE_TRACK && job->source_fd >= 0 ? job->source_fd : job->dir_fd,
    };
    (void)snprintf(part->key, sizeof(part->key), "%s.a%ld", job->post.id,
                   job->plan.audio);
    (void)snprintf(what, sizeof(what), "sound %s %" PRId64 " bit/s %" PRId64 " bytes",
                   audio->id, audio->bitrate, audio->bytes);
    plan_record(job, part, what);
}

static bool make_parts(struct ck_job *job, struct ck_error *err)
{
    size_t main_count = job->plan.joined ? 2 : 1;

    if (!ck_job_make_parts(job, main_count, main_count + ck_job_count_extras(job), err)) {
        return false;
    }
    if (job->plan.stream < 0) {
        plan_audio(job, &job->parts[0], CK_ROLE_SOUND);
    } else {
        plan_stream(job, &job->parts[0],
                    job->plan.joined ? CK_ROLE_PICTURE : CK_ROLE_VIDEO);
    }
    if (job->plan.joined) {
        plan_audio(job, &job->parts[1], CK_ROLE_TRACK);
    }
    ck_job_plan_extras(job);
    return true;
}

/* --- climbing --------------------------------------------------------------------- */

static void try_next(struct ck_job *job);

static bool has_last_links(const struct ck_post *post)
{
    for (size_t i = 0; i < post->stream_count; i++) {
        if (post->streams[i].sure_count < post->streams[i].url_count) {
            return true;
        }
    }
    return false;
}

static void forget_failures(struct ck_job *job)
{
    memset(job->skip, 0, (job->post.stream_count + 1) * sizeof(*job->skip));
    job->no_audio = false;
}

/* Nothing of what this page offers is left. */
static void climb(struct ck_job *job)
{
    struct ck_error why = job->first;

    if (why.code == CK_OK) {
        (void)ck_fail(&why, CK_ERR_NO_STREAM, NULL);
    }
    if (!job->refetched && (ck_fresh_page_may_help(why.code) ||
                            (why.code == CK_ERR_NO_STREAM && job->seen[0] == 'p'))) {
        ck_job_refetch(job, &why);
    } else if (!job->last_links && has_last_links(&job->post)) {
        job->last_links = true;
        forget_failures(job);
        try_next(job);
    } else if (!job->embedded && job->session->settings.watermark) {
        job->embedded = true;
        job->refused = why;
        ck_job_ask(job, NULL, true);
    } else {
        ck_job_fail(job, &why);
    }
}

static void try_next(struct ck_job *job)
{
    struct ck_error err = {0};

    if (!choose(job, &job->plan)) {
        climb(job);
        return;
    }
    if (!ck_job_open_place(job, &err) || !make_parts(job, &err)) {
        ck_job_fail(job, &err);
        return;
    }
    job->sample_count = 0;
    job->phase = CK_PHASE_MAIN;
    job->session->due = true;
    (void)ck_job_run_parts(job,
                           true); /* what was put by counts from the first report on */
    if (job->row.state != CK_JOB_DOWNLOADING) {
        ck_job_step(job, CK_JOB_DOWNLOADING);
    }
}

static bool ends_soon(const struct ck_post *post)
{
    const struct ck_stream *stream = post->stream_count > 0 ? &post->streams[0] : NULL;
    int64_t end =
        stream != NULL && stream->url_count > 0 ? ck_stream_expiry(stream->urls[0]) : 0;

    return end > 0 && end < (int64_t)time(NULL) + EXPIRY_MARGIN_S;
}

void ck_ladder_begin(struct ck_job *job)
{
    const struct ck_error none = {0};

    ck_free(job->skip);
    job->skip = ck_calloc(job->post.stream_count + 1, sizeof(*job->skip));
    job->first = none;
    job->no_audio = false;
    job->last_links = false;
    if (job->skip == NULL) {
        ck_job_fail(job, &(struct ck_error){.code = CK_ERR_NOMEM});
    } else if (!job->refetched && ends_soon(&job->post)) {
        ck_job_refetch(job, &none);
    } else {
        try_next(job);
    }
}

void ck_ladder_no_page(struct ck_job *job, const struct ck_error *err)
{
    if (err->code == CK_ERR_CAPTCHA) {
        ck_job_fail(job, err);
    } else if (job->refused.code == CK_OK) {
        try_next(job); /* the links at hand end soon, but have not yet */
    } else {
        climb(job);
    }
}

/* What failed is not tried again. */
static void rule_out(struct ck_job *job, enum ck_code code)
{
    const struct ck_part *track = job->plan.joined ? &job->parts[1] : NULL;

    if (code == CK_ERR_JOIN_MISSING) {
        job->no_join = true;
    } else if (job->plan.stream < 0 ||
               (track != NULL && track->state == CK_PART_FAILED)) {
        job->no_audio = true;
    } else {
        job->skip[job->plan.stream] = true;
    }
}

void ck_ladder_failed(struct ck_job *job, const struct ck_error *err)
{
    if (err->code == CK_ERR_FOLDER_MISSING && !job->moved_in) {
        job->moved_in = true; /* another Clipkeep may have left the folder just now */
        try_next(job);
        return;
    }
    if (!ck_fresh_page_may_help(err->code) && err->code != CK_ERR_JOIN_MISSING) {
        ck_job_fail(job, err);
        return;
    }
    if (job->first.code == CK_OK) {
        job->first = *err;
    }
    rule_out(job, err->code);
    try_next(job);
}

/* --- what has arrived ------------------------------------------------------------- */

/* A file without sound under the promise of one: either TikTok has taken the sound away
 * and says so, or another stream has it. */
static bool accept_silence(struct ck_job *job)
{
    struct ck_error err;

    if (job->post.audio_count == 0 && !job->plan.sound &&
        (job->post.muted || job->post.music.url == NULL ||
         job->post.music.url[0] == '\0')) {
        ck_note_add(&job->notes, CK_NOTE_SOUND_REMOVED);
        return true;
    }
    (void)ck_fail(&err, CK_ERR_NO_SOUND, NULL);
    if (job->first.code == CK_OK) {
        job->first = err;
    }
    job->post.streams[job->plan.stream].sound = false;
    try_next(job);
    return false;
}

/* TikTok states whole seconds, and rounds in either direction. */
static bool accept_length(struct ck_job *job)
{
    double stated = (double)job->post.duration;
    double length = job->parts[0].mp4.duration_s;
    double difference = length > stated ? length - stated : stated - length;
    struct ck_error err;

    if (stated <= 0 || length <= 0) {
        return true;
    }
    if (length * 2 + 2 < stated) {
        (void)ck_fail(&err, CK_ERR_MEDIA_LENGTH, "%.1f s instead of %.0f s", length,
                      stated);
        ck_ladder_failed(job, &err);
        return false;
    }
    if (difference > 2 && difference > stated / 10) {
        ck_note_add(&job->notes, CK_NOTE_LENGTH);
    }
    return true;
}

/* Whether something better was offered, had all gone well. */
static bool is_second_best(const struct ck_job *job)
{
    const struct ck_plan_limits limits = {
        .policy = policy_of(job),
        .may_join = job->session->join_program != NULL,
    };
    struct ck_plan ideal;

    return ck_plan_choose(&job->post, &limits, &ideal) && job->plan.stream >= 0 &&
           ideal.stream != job->plan.stream;
}

bool ck_ladder_arrived(struct ck_job *job)
{
    job->notes = 0;
    if (!accept_length(job) || (job->parts[0].role == CK_ROLE_VIDEO &&
                                !job->parts[0].mp4.sound && !accept_silence(job))) {
        return false;
    }
    if (job->plan.stream >= 0 && job->post.streams[job->plan.stream].watermark) {
        ck_note_add(&job->notes, CK_NOTE_WATERMARK);
    }
    if (is_second_best(job)) {
        ck_note_add(&job->notes, CK_NOTE_SMALLER);
    }
    return true;
}
