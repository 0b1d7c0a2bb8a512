/* The hall without a network: what is answered from the record, what is refused, and what
 * becomes of jobs whose process died. */
#include "place.h"

#include "keep/queue.h"
#include "session/inner.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

#define ID "7602050882429897470"
#define ADDRESS "https://www.tiktok.com/@catlady/video/" ID

/* What the session reported. */
struct seen {
    int reports;
    struct ck_job_view last;
    char file[300];
};

static void note(void *ctx, const struct ck_job_view *job)
{
    struct seen *seen = ctx;

    seen->reports++;
    seen->last = *job;
    (void)snprintf(seen->file, sizeof(seen->file), "%s",
                   job->file != NULL ? job->file : "");
}

static int set_up(void **state)
{
    if (place_make(state) != 0) {
        return -1;
    }
    (void)unsetenv("XDG_CONFIG_HOME");
    (void)unsetenv("XDG_STATE_HOME");
    return setenv("HOME", ((struct place *)*state)->path, 1);
}

static struct ck_session *open_session(struct seen *seen)
{
    const struct ck_session_options options = {.report = note, .ctx = seen};
    struct ck_session *session = NULL;

    *seen = (struct seen){0};
    assert_true(ck_session_create(&options, &session, NULL));
    return session;
}

static void turn(struct ck_session *session)
{
    assert_true(ck_session_turn(session, NULL, 0, 0, NULL));
}

/* Puts a kept post into the record, with or without its file. */
static void keep_one(const struct place *place, struct ck_session *session, bool file)
{
    static char kind[] = "video";
    static char author[] = "catlady";
    static char text[] = "my cat";
    static char page[] = ADDRESS;
    static char how[] = "host";
    static char name[] = "catlady/a.mp4";
    struct ck_kept_file files[] = {{kind, name, 3, ""}};
    char folder[100];
    char path[200];
    struct ck_kept kept = {.id = ID,
                           .kind = kind,
                           .author = author,
                           .text = text,
                           .page = page,
                           .kept_at = 1770000000,
                           .seen = how,
                           .folder = folder,
                           .files = files,
                           .file_count = 1};
    struct ck_archive *archive = NULL;

    memset(files[0].sha256, 'a', 64);
    (void)snprintf(folder, sizeof(folder), "%s/kept", place->path);
    (void)snprintf(path, sizeof(path), "%s/catlady", folder);
    assert_true(ck_session_archive(session, &archive, NULL));
    assert_true(ck_archive_keep(archive, &kept, 0, NULL));
    if (file) {
        FILE *out;

        assert_int_equal(mkdir(folder, 0700), 0);
        assert_int_equal(mkdir(path, 0700), 0);
        (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
        out = fopen(path, "w");
        assert_non_null(out);
        assert_int_equal(fputs("abc", out) >= 0, 1);
        assert_int_equal(fclose(out), 0);
    }
}

static void test_a_kept_post_is_answered_at_once(void **state)
{
    const struct ck_wish wish = {.address = ADDRESS};
    struct seen seen;
    struct ck_session *session = open_session(&seen);
    struct ck_job_view job;
    char *where = NULL;
    int64_t number;

    keep_one(*state, session, true);
    assert_true(ck_session_save(session, &wish, &number, NULL));
    assert_true(ck_session_job(session, number, &job));
    assert_int_equal(job.state, CK_JOB_DONE);
    assert_true(job.already);
    assert_string_equal(job.folder, "kept");
    assert_int_equal(seen.reports, 0); /* told in the loop, after the number is known */
    assert_true(ck_session_busy(session));
    turn(session);
    assert_int_equal(seen.reports, 1);
    assert_string_equal(seen.file, "catlady/a.mp4");
    assert_false(ck_session_busy(session));
    assert_true(ck_session_where(session, number, NULL, &where, NULL));
    assert_int_equal(access(where, R_OK), 0);
    ck_free(where);
    ck_session_free(session);
}

static void test_a_removed_file_or_a_wish_for_another_copy_is_a_new_job(void **state)
{
    struct ck_wish wish = {.address = ADDRESS};
    struct seen seen;
    struct ck_session *session = open_session(&seen);
    struct ck_job_view job;
    struct ck_error err;
    char *where = NULL;
    int64_t number;
    size_t count;

    keep_one(*state, session, false);
    assert_true(ck_session_save(session, &wish, &number, NULL));
    assert_true(ck_session_job(session, number, &job));
    assert_int_equal(job.state, CK_JOB_QUEUED);
    assert_false(ck_session_where(session, 0, ID, &where, &err));
    assert_int_equal(err.code, CK_ERR_NOT_FOUND);
    assert_true(ck_session_cancel(session, number, false, &count, NULL));
    keep_one(*state, session, true);
    wish.again = true;
    assert_true(ck_session_save(session, &wish, &number, NULL));
    assert_true(ck_session_job(session, number, &job));
    assert_int_equal(job.state, CK_JOB_QUEUED);
    ck_session_free(session);
}

static void test_wishes_are_refused_for_what_is_wrong(void **state)
{
    static const char other[] = "{\"id\":\"7602050882429897471\",\"desc\":\"\","
                                "\"author\":{\"uniqueId\":\"catlady\"},\"video\":{}}";
    static const struct {
        const char *address, *item;
        enum ck_code code;
    } rows[] = {
        {"https://example.com/@catlady/video/" ID, NULL, CK_ERR_ADDRESS},
        {"https://www.tiktok.com/@catlady", NULL, CK_ERR_NOT_POST},
        {ADDRESS, "", CK_ERR_ITEM},
        {ADDRESS, "{}", CK_ERR_ITEM},
        {ADDRESS, other, CK_ERR_ITEM_MISMATCH},
        {"https://vm.tiktok.com/ZMabcdefg/", other, CK_ERR_NOT_POST},
    };
    struct seen seen;
    struct ck_session *session = open_session(&seen);

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct ck_wish wish = {
            .address = rows[i].address,
            .item = rows[i].item,
            .item_len = rows[i].item != NULL ? strlen(rows[i].item) : 0,
        };
        struct ck_error err = {0};
        int64_t number;

        assert_false(ck_session_save(session, &wish, &number, &err));
        assert_string_equal(ck_code_text(err.code), ck_code_text(rows[i].code));
    }
    turn(session);
    assert_int_equal(seen.reports, 0);
    ck_session_free(session);
}

static void test_a_post_is_saved_once_at_a_time(void **state)
{
    const struct ck_wish wish = {.address = ADDRESS};
    const struct ck_wish same = {.address = "https://m.tiktok.com/v/" ID ".html"};
    struct seen seen;
    struct ck_session *session = open_session(&seen);
    struct ck_job_view job;
    int64_t first;
    int64_t second;
    size_t count;

    (void)state;
    assert_true(ck_session_save(session, &wish, &first, NULL));
    assert_true(ck_session_save(session, &same, &second, NULL));
    assert_int_equal(first, second);
    assert_true(ck_session_job_of(session, ID, &job));
    assert_true(ck_session_cancel(session, first, true, &count, NULL));
    assert_int_equal(count, 1);
    assert_true(ck_session_cancel(session, first, true, &count, NULL));
    assert_int_equal(count, 0);
    assert_false(ck_session_job_of(session, ID, &job));
    ck_session_free(session);
}

static void test_jobs_of_a_dead_process_go_on(void **state)
{
    const struct ck_wish wish = {.address = ADDRESS, .again = true};
    struct seen seen;
    struct ck_session *session;
    size_t count = 0;
    int status;
    pid_t child = fork();

    (void)state;
    if (child == 0) {
        struct ck_session *dying = NULL;
        const struct ck_session_options options = {0};
        int64_t number;

        _exit(ck_session_create(&options, &dying, NULL) &&
                      ck_session_save(dying, &wish, &number, NULL)
                  ? 0
                  : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    session = open_session(&seen);
    assert_true(ck_session_resume(session, &count, NULL));
    assert_int_equal(count, 1);
    assert_true(ck_session_jobs(session, 10, note, &seen, NULL));
    assert_string_equal(seen.last.page, ADDRESS);
    assert_int_equal(seen.reports, 1);
    assert_true(ck_session_resume(session, &count, NULL));
    assert_int_equal(count, 0);
    ck_session_free(session);
}

static void count_job(void *ctx, const struct ck_job_view *job)
{
    assert_false(ck_job_state_ended(job->state));
    *(size_t *)ctx += 1;
}

static void test_a_queue_may_be_long_but_little_is_at_hand(void **state)
{
    enum { MANY = 600, CLICKS = 60 };
    static char texts[MANY][80];
    static const char *addresses[MANY];
    static int64_t jobs[MANY];
    int64_t counts[CK_JOB_STATES];
    struct seen seen;
    struct ck_session *session = open_session(&seen);
    struct ck_archive *archive = NULL;
    size_t at_hand = 0;
    size_t count;

    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        (void)snprintf(texts[i], sizeof(texts[i]),
                       "https://www.tiktok.com/@catlady/video/7602050882429%06zu", i);
        addresses[i] = texts[i];
    }
    assert_true(
        ck_session_enqueue(session, addresses, MANY, &(struct ck_wish){0}, jobs, NULL));
    assert_true(ck_session_busy(session));
    for (size_t i = MANY - CLICKS; i < MANY; i++) {
        const struct ck_wish wish = {.address = addresses[i]};
        struct seen told = {0};
        int64_t number;

        assert_int_not_equal(jobs[i], 0);
        assert_true(ck_session_save(session, &wish, &number, NULL));
        assert_int_equal(number, jobs[i]); /* the same job, whether at hand or not */
        assert_true(ck_session_look(session, number, note, &told, NULL));
        assert_int_equal(told.last.state, CK_JOB_QUEUED);
    }
    ck_session_each(session, count_job, &at_hand);
    assert_in_range(at_hand, 1, 40);
    assert_true(ck_session_archive(session, &archive, NULL));
    assert_true(ck_queue_counts(archive, counts, NULL));
    assert_int_equal(counts[CK_JOB_QUEUED], MANY);
    assert_true(ck_session_cancel(session, jobs[5], true, &count, NULL));
    assert_int_equal(count, 1); /* in the archive alone */
    assert_int_equal(seen.last.state, CK_JOB_CANCELLED);
    assert_true(ck_session_cancel(session, 0, true, &count, NULL));
    assert_int_equal(count, MANY - 1);
    assert_int_equal(seen.last.state, CK_JOB_CANCELLED);
    assert_false(ck_session_unfinished_work(session));
    ck_session_free(session);
}

static void test_notes_as_words(void **state)
{
    ck_autobuf struct ck_buf words = {.max = 200};
    ck_notes notes = 0;

    (void)state;
    assert_int_equal(ck_notes_read(NULL), 0);
    assert_int_equal(ck_notes_read(""), 0);
    ck_note_add(&notes, CK_NOTE_SOUND_REMOVED);
    ck_note_add(&notes, CK_NOTE_CAPTIONS_MISSING);
    ck_notes_write(notes, &words);
    assert_int_equal(ck_notes_read(ck_buf_text(&words)), notes);
    ck_buf_adds(&words, " a-word-to-come");
    assert_int_equal(ck_notes_read(ck_buf_text(&words)), notes);
}

static void test_which_errors_pass(void **state)
{
    static const struct {
        enum ck_code code;
        int os_errno;
        enum ck_code trouble;
    } rows[] = {
        {CK_ERR_DISK_FULL, ENOSPC, CK_ERR_DISK_FULL},
        {CK_ERR_DISK_FULL, EFBIG, CK_OK}, /* more room would not help */
        {CK_ERR_FOLDER_MISSING, 0, CK_ERR_FOLDER_MISSING},
        {CK_ERR_FOLDER_READONLY, 0, CK_OK},
        {CK_ERR_DNS, 0, CK_ERR_NET},
        {CK_ERR_NET, 0, CK_ERR_NET},
        {CK_ERR_TIMEOUT, 0, CK_ERR_NET},
        {CK_ERR_TLS, 0, CK_OK},
        {CK_ERR_FORBIDDEN, 0, CK_OK},
        {CK_ERR_NOMEM, 0, CK_OK},
    };
    int64_t pause_ms = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct ck_error err = {.code = rows[i].code, .os_errno = rows[i].os_errno};

        assert_string_equal(ck_code_text(ck_trouble_of(&err)),
                            ck_code_text(rows[i].trouble));
    }
    for (int64_t wanted = 2000; wanted < 60000; wanted *= 2) {
        pause_ms = ck_trouble_pause(pause_ms);
        assert_int_equal(pause_ms, wanted);
    }
    assert_int_equal(ck_trouble_pause(pause_ms), 60000);
    assert_int_equal(ck_trouble_pause(60000), 60000);
}

static void test_looking_at_the_folder_makes_nothing(void **state)
{
    const struct place *place = *state;
    struct seen seen;
    struct ck_session *session = open_session(&seen);
    struct ck_settings settings = *ck_session_settings(session);
    struct ck_error err = {0};
    char path[200];

    assert_true(ck_session_folder_ok(session, &err));
    assert_int_not_equal(access(settings.folder, F_OK), 0);
    (void)snprintf(path, sizeof(path), "%s/drive/TikTok", place->path);
    settings.folder = path;
    settings.folder_chosen = true;
    assert_true(ck_session_change(session, &settings, NULL));
    assert_false(ck_session_folder_ok(session, &err));
    assert_int_equal(err.code, CK_ERR_FOLDER_MISSING);
    (void)snprintf(path, sizeof(path), "%s/drive", place->path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_true(ck_session_folder_ok(session, &err)); /* it could be made there */
    (void)snprintf(path, sizeof(path), "%s/drive/TikTok", place->path);
    assert_int_not_equal(access(path, F_OK), 0);
    ck_session_free(session);
}

int main(void)
{
#define CK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, place_remove)
    const struct CMUnitTest tests[] = {
        CK_TEST(test_a_kept_post_is_answered_at_once),
        CK_TEST(test_a_removed_file_or_a_wish_for_another_copy_is_a_new_job),
        CK_TEST(test_wishes_are_refused_for_what_is_wrong),
        CK_TEST(test_a_post_is_saved_once_at_a_time),
        CK_TEST(test_jobs_of_a_dead_process_go_on),
        CK_TEST(test_a_queue_may_be_long_but_little_is_at_hand),
        cmocka_unit_test(test_notes_as_words),
        CK_TEST(test_which_errors_pass),
        CK_TEST(test_looking_at_the_folder_makes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
