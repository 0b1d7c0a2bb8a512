/* protocol_samples.h - the facts behind the example messages of the host. */
#ifndef CK_TESTS_PROTOCOL_SAMPLES_H
#define CK_TESTS_PROTOCOL_SAMPLES_H

#include "face/encode.h"
#include "face/permit.h"
#include "session/receipt.h"

#include <jansson.h>

static char folder_tiktok[] = "/home/a/Videos/TikTok";
static char folder_holiday[] = "/mnt/Holiday";

static inline json_t *settings(bool chosen)
{
    const struct ck_settings facts = {.folder = chosen ? folder_holiday : folder_tiktok,
                                      .folder_chosen = chosen,
                                      .cover = true,
                                      .parallel = 3,
                                      .quality = "best",
                                      .captions = "all",
                                      .saving_off = "ask"};
    const struct ck_error fine = {0};

    return ck_encode_settings(&facts, &fine);
}

static inline struct ck_job_view job_facts(void)
{
    return (struct ck_job_view){
        .number = 12,
        .post = "7602050882429897470",
        .kind = "video",
        .author = "catlady",
        .text = "my cat opens doors",
        .page = "https://www.tiktok.com/@catlady/video/7602050882429897470",
        .state = CK_JOB_DOWNLOADING,
        .bytes = 400000,
        .total = 1647231,
        .speed = 800000,
        .left_s = 2,
        .folder = "TikTok",
        .changed_at = 1770000000,
    };
}

static inline json_t *downloading(void)
{
    const struct ck_job_view job = job_facts();

    return ck_encode_job(&job);
}

static inline json_t *done(void)
{
    static const struct ck_licence licence = {CK_LICENCE_BY, "4.0", ""};
    struct ck_job_view job = job_facts();

    job.state = CK_JOB_DONE;
    job.bytes = 1647231;
    job.speed = -1;
    job.left_s = -1;
    job.file = "catlady/2026-02-02 my cat opens doors [7602050882429897470].mp4";
    job.licence = &licence;
    job.grade = CK_GRADE_STRONG;
    return ck_encode_job(&job);
}

static inline json_t *failed(void)
{
    struct ck_job_view job = job_facts();

    job.state = CK_JOB_FAILED;
    job.code = CK_ERR_FORBIDDEN;
    job.detail = "HTTP 403";
    return ck_encode_job(&job);
}

static inline json_t *photos(void)
{
    struct ck_job_view job = job_facts();

    job.post = "7679401525687041101";
    job.kind = "photo";
    job.author = "mina";
    job.text = "trip";
    job.page = "https://www.tiktok.com/@mina/video/7679401525687041101";
    job.state = CK_JOB_DONE;
    job.bytes = 1647231;
    job.speed = -1;
    job.left_s = -1;
    job.file = "mina/2026-05-01 trip [7679401525687041101]/01.jpg";
    job.images = 9;
    ck_note_add(&job.notes, CK_NOTE_PICTURES_MISSING);
    ck_note_add(&job.notes, CK_NOTE_SOUND_MISSING);
    return ck_encode_job(&job);
}

static inline json_t *joining(void)
{
    struct ck_job_view job = job_facts();

    job.state = CK_JOB_CHECKING;
    job.bytes = 1647231;
    job.speed = -1;
    job.left_s = -1;
    job.joining = true;
    return ck_encode_job(&job);
}

static inline json_t *waiting(void)
{
    struct ck_job_view job = job_facts();

    job.speed = 0;
    job.left_s = -1;
    job.waits = CK_ERR_RATE;
    job.waits_s = 18;
    return ck_encode_job(&job);
}

static inline json_t *post(void)
{
    static char nickname[] = "Cat Lady";
    static char text[] = "my cat opens doors CC BY 4.0";
    static char track[] = "original sound";
    static char cover[] = "https://p16-common-sign.tiktokcdn-us.com/a.image";
    static char url[] = "https://v16-webapp-prime.us.tiktok.com/a";
    static char *urls[] = {url};
    static struct ck_caption captions[2];
    static struct ck_stream stream = {.codec = "h264",
                                      .width = 576,
                                      .height = 1024,
                                      .bytes = 1647231,
                                      .sound = true,
                                      .urls = urls,
                                      .url_count = 1};
    const struct ck_post facts = {
        .id = "7602050882429897470",
        .author = {.name = "catlady", .nickname = nickname},
        .text = text,
        .created = 1769990400,
        .duration = 21,
        .streams = &stream,
        .stream_count = 1,
        .captions = captions,
        .caption_count = 2,
        .cover_url = cover,
        .music = {.title = track, .author = nickname},
        .saving = CK_SAVING_ALLOWED,
    };

    return ck_encode_post(&facts, true);
}

static inline json_t *permissions(void)
{
    static char who[] = "Cat Lady", note[] = "By message:\n\"go ahead\"", none[] = "";
    static char proof[] = "catlady/2026-02-02 my cat opens doors "
                          "[7602050882429897470].permission-1.proof.png";
    const struct ck_permission list[] = {
        {.number = 2,
         .who = who,
         .note = none,
         .scope = CK_SCOPE_SHARE,
         .given = "2026-02-05",
         .proof = none,
         .recorded_at = 1770300000,
         .withdrawn_at = 1770400000},
        {.number = 1,
         .who = who,
         .note = note,
         .scope = CK_SCOPE_KEEP | CK_SCOPE_SELL,
         .given = "2026-02-03",
         .proof = proof,
         .proof_bytes = 48213,
         .proof_sha256 =
             "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
         .recorded_at = 1770100000},
    };

    return json_pack("{s:o}", "permissions", ck_encode_permissions(list, 2));
}

static inline json_t *kept(void)
{
    static char name[] =
        "catlady/2026-02-02 my cat opens doors [7602050882429897470].mp4";
    struct ck_kept_file file = {.name = name, .bytes = 1647231};
    const struct ck_kept facts = {
        .folder = folder_tiktok, .kept_at = 1770000000, .files = &file, .file_count = 1};

    return ck_encode_kept(&facts, true, 1);
}

static inline json_t *receipt(void)
{
    static char owner[] = "6801234567890123456", handle[] = "catlady", none[] = "";
    const struct ck_receipt facts = {
        .run = {.number = 12,
                .list = 3,
                .source = CK_SOURCE_TAB,
                .started_at = 1770000000,
                .ended_at = 1770000600,
                .stated = 1200,
                .ended = CK_RUN_SHORT},
        .list = {.number = 3,
                 .kind = CK_LIST_LIKES,
                 .owner = owner,
                 .handle = handle,
                 .key = none,
                 .title = none,
                 .mine = true,
                 .posts = 1210},
        .found = 1190,
        .saved = 1000,
        .had = 100,
        .gone = 40,
        .failed = 10,
        .waiting = 35,
        .passed_over = 5,
        .missing = 10,
        .unlisted = 20,
        .reasons = {{CK_ERR_DELETED, 40}, {CK_ERR_SAVING_OFF, 10}},
        .reason_count = 2,
    };

    return ck_receipt_json(&facts);
}

#endif
