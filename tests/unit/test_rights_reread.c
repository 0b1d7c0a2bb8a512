/* Sidecars of older rules are read once more; the record learns of it, they do not. */
#include "archive_place.h"
#include "base/clock.h"
#include "keep/db.h"
#include "keep/record.h"
#include "place_files.h"
#include "session/inner.h"
#include "session/rights_reread.h"
#include "session/sidecar_rights.h"

#include <signal.h>
#include <sys/wait.h>

#define TEXT(text) ((char *)(uintptr_t)(text))

enum { POSTS = 40, STEP = 16 };

#define OLD(id)                                                                          \
    "{\"id\":\"" id "\",\"description\":\"my cat CC BY 4.0\","                           \
    "\"clipkeep\":{\"saving\":\"off\",\"mine\":true}}"

static void check(bool ok, const struct ck_error *err)
{
    if (!ok) {
        fail_msg("%s: %s", ck_code_text(err->code), err->detail);
    }
}

/* Kept by an older Clipkeep, whose archive did not have the rights. */
static void keep_in(struct ck_archive *archive, const char *folder, const char *id)
{
    char name[40];
    struct ck_kept_file files[] = {
        {.role = TEXT("video"), .name = TEXT("a.mp4"), .bytes = 5},
        {.role = TEXT("sidecar"), .name = name, .bytes = 5}};
    struct ck_kept kept = {.kind = TEXT("video"),
                           .author = TEXT("catlady"),
                           .seen = TEXT("host"),
                           .folder = TEXT(folder),
                           .files = files,
                           .file_count = 2};
    struct ck_error err = {0};

    (void)snprintf(name, sizeof(name), "%s.info.json", id);
    (void)snprintf(kept.id, sizeof(kept.id), "%s", id);
    memcpy(files[0].sha256, HELLO_SHA256, 65);
    memcpy(files[1].sha256, HELLO_SHA256, 65);
    check(ck_archive_keep(archive, &kept, 0, &err), &err);
}

/* Posts 100…139, one damaged, one gone, one of another post, and one that newer rules
 * have read. */
static void keep_all(struct ck_archive *archive, const struct place *place)
{
    for (int i = 0; i < POSTS; i++) {
        char id[8], name[24], sidecar[200];

        (void)snprintf(id, sizeof(id), "%d", 100 + i);
        (void)snprintf(name, sizeof(name), "%s.info.json", id);
        (void)snprintf(sidecar, sizeof(sidecar),
                       "{\"id\":\"%s\",\"description\":\"my cat CC BY 4.0\","
                       "\"clipkeep\":{\"saving\":\"off\",\"mine\":true}}",
                       id);
        keep_in(archive, place->path, id);
        put(place, name, sidecar);
    }
    put(place, "101.info.json", "{\"id\":\"101\",\"descr");
    assert_int_equal(unlinkat(place->fd, "102.info.json", 0), 0);
    put(place, "103.info.json", OLD("7"));
    put(place, "104.info.json",
        "{\"id\":\"104\",\"description\":\"CC BY 4.0\",\"clipkeep\":{\"rights\":"
        "{\"licence\":\"CC0-1.0\",\"grade\":\"certain\",\"edition\":99}}}");
    keep_in(archive, "/another/folder", "200");
}

static void assert_rights(struct ck_archive *archive, const char *id, const char *licence,
                          const char *grade, int edition)
{
    struct ck_kept kept;
    struct ck_error err = {0};
    bool found = false;

    check(ck_archive_find(archive, id, &found, &kept, &err), &err);
    assert_true(found);
    assert_string_equal(kept.rights.licence, licence);
    assert_string_equal(kept.rights.grade, grade);
    assert_int_equal(kept.rights.edition, edition);
    ck_kept_clear(&kept);
}

static int64_t unread(struct ck_archive *archive)
{
    int64_t count = -1;
    struct ck_error err = {0};

    check(ck_db_number(archive->db, "SELECT count(*) FROM posts WHERE rights_edition = 0",
                       &count, &err),
          &err);
    return count;
}

static int run_pass(struct ck_archive *archive, const struct place *place)
{
    struct ck_reread_mark mark = {0};
    struct ck_error err = {0};
    bool more = true;
    int steps = 0;

    for (; more; steps++) {
        check(ck_rights_reread(archive, place->fd, place->path, &mark, STEP, &more, &err),
              &err);
    }
    return steps;
}

/* 101, 102, 103, and what is in another folder. */
enum { LEFT = 4 };

static void assert_done(struct ck_archive *archive)
{
    struct ck_kept kept;
    struct ck_error err = {0};
    bool found;

    assert_int_equal(unread(archive), LEFT);
    assert_rights(archive, "100", "CC-BY-4.0", "strong", CK_RIGHTS_EDITION);
    assert_rights(archive, "139", "CC-BY-4.0", "strong", CK_RIGHTS_EDITION);
    assert_rights(archive, "101", "", "", 0);
    assert_rights(archive, "103", "", "", 0);
    assert_rights(archive, "104", "CC0-1.0", "certain", 99);
    assert_rights(archive, "200", "", "", 0);
    check(ck_archive_find(archive, "100", &found, &kept, &err), &err);
    assert_string_equal(kept.rights.saving, "off");
    assert_true(kept.rights.mine);
    ck_kept_clear(&kept);
}

static void test_all_but_the_damaged_are_read(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);

    keep_all(archive, place);
    assert_int_equal(run_pass(archive, place), 4); /* 16, 16, 8, none */
    assert_done(archive);
    assert_content(place, "100.info.json", OLD("100")); /* never changed */
    assert_int_equal(run_pass(archive, place), 2);      /* only what could not be read */
    put(place, "102.info.json", OLD("102"));            /* it is there again */
    (void)run_pass(archive, place);
    assert_rights(archive, "102", "CC-BY-4.0", "strong", CK_RIGHTS_EDITION);
    ck_archive_close(archive);
}

/* Killed after the first step, in the midst of recording the second. */
static void die_on_the_way(const struct place *place)
{
    struct ck_archive *archive = open_archive(place);
    struct ck_reread_mark mark = {0};
    bool more;

    if (ck_rights_reread(archive, place->fd, place->path, &mark, STEP, &more, NULL) &&
        ck_db_begin(archive->db, NULL) &&
        ck_db_run(archive->db, "UPDATE posts SET licence = 'x', rights_edition = 5",
                  NULL)) {
        (void)kill(getpid(), SIGKILL);
    }
    _exit(1);
}

static void test_a_kill_on_the_way(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    pid_t child;
    int status = 0;

    keep_all(archive, place);
    ck_archive_close(archive);
    child = fork();
    if (child == 0) {
        die_on_the_way(place);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    archive = open_archive(place);
    assert_int_equal(unread(archive), POSTS + 1 - STEP + 3);
    assert_int_equal(run_pass(archive, place), 3); /* what was done is not done again */
    assert_done(archive);
    ck_archive_close(archive);
}

static struct ck_session *open_session(const struct place *place,
                                       enum ck_reread_when when)
{
    const struct ck_session_options options = {.reread = when};
    struct ck_session *session = NULL;
    struct ck_archive *archive;
    struct ck_settings settings;
    struct ck_error err = {0};

    (void)unsetenv("XDG_CONFIG_HOME");
    (void)unsetenv("XDG_STATE_HOME");
    assert_int_equal(setenv("HOME", place->path, 1), 0);
    check(ck_session_create(&options, &session, &err), &err);
    settings = session->settings;
    settings.folder = TEXT(place->path);
    check(ck_session_settings_for_run(session, &settings, &err), &err);
    check(ck_session_archive(session, &archive, &err), &err);
    keep_all(archive, place);
    return session;
}

/* Turns as long as the session wants to; a step is nothing that one could notice. */
static int turns(struct ck_session *session, struct ck_wait *waits, size_t count)
{
    int64_t before = unread(session->archive);
    int steps = 0;

    for (int i = 0; i < 20; i++) {
        int64_t now;

        assert_true(ck_session_turn(session, waits, count, 0, NULL));
        now = unread(session->archive);
        assert_true(before - now <= STEP);
        steps += now < before;
        before = now;
    }
    return steps;
}

static void test_the_host_does_it_when_nobody_asks(void **state)
{
    const struct place *place = *state;
    struct ck_session *session = open_session(place, CK_REREAD_IDLE);
    struct ck_wait wait = {.events = 1 /* POLLIN */};
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    wait.fd = ends[0];
    assert_false(ck_session_busy(session)); /* the end does not wait for it */
    assert_int_equal(turns(session, &wait, 1), 0);
    assert_true(ck_session_reread_wait(session) > 1000); /* somebody asks: later */
    session->reread_ms = 0;
    assert_int_equal(turns(session, NULL, 0), 1);
    assert_true(ck_session_reread_wait(session) >= 0);
    while (!session->reread_over) {
        session->reread_ms = 0;
        (void)turns(session, NULL, 0);
    }
    assert_done(session->archive);
    assert_int_equal(ck_session_reread_wait(session), -1);
    ck_session_free(session);
    assert_int_equal(close(ends[0]), 0);
    assert_int_equal(close(ends[1]), 0);
}

static void test_resume_does_it_before_it_ends(void **state)
{
    const struct place *place = *state;
    struct ck_session *session = open_session(place, CK_REREAD_ALL);

    for (int i = 0; i < 100 && ck_session_busy(session); i++) {
        assert_true(ck_session_turn(session, NULL, 0, 0, NULL));
    }
    assert_false(ck_session_busy(session));
    assert_done(session->archive);
    ck_session_free(session);
}

static void test_nobody_else_does(void **state)
{
    const struct place *place = *state;
    struct ck_session *session = open_session(place, CK_REREAD_NOT);

    assert_int_equal(turns(session, NULL, 0), 0);
    assert_int_equal(ck_session_reread_wait(session), -1);
    ck_session_free(session);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_all_but_the_damaged_are_read),
        PLACED(test_a_kill_on_the_way),
        PLACED(test_the_host_does_it_when_nobody_asks),
        PLACED(test_resume_does_it_before_it_ends),
        PLACED(test_nobody_else_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
