/* A record that was damaged: it is found after a run was cut short, set aside, and made
 * anew from the folder. */
#include "place.h"

#include "base/mem.h"
#include "session/inner.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#define STATE "/.local/state/clipkeep"

enum { POSTS = 20, TEXT = 12000, PAGE = 4096 };

static int set_up(void **state)
{
    if (place_make(state) != 0) {
        return -1;
    }
    (void)unsetenv("XDG_CONFIG_HOME");
    (void)unsetenv("XDG_STATE_HOME");
    return setenv("HOME", ((struct place *)*state)->path, 1);
}

static void note_mended(void *ctx, const char *aside)
{
    (void)snprintf(ctx, 64, "%s", aside);
}

/* Opens the session's archive, and says under which name the old one was set aside. */
static struct ck_session *open_session(char aside[64], struct ck_archive **ret)
{
    const struct ck_session_options options = {.mended = note_mended, .ctx = aside};
    struct ck_session *session = NULL;

    aside[0] = '\0';
    assert_true(ck_session_create(&options, &session, NULL));
    assert_true(ck_session_archive(session, ret, NULL));
    return session;
}

static int64_t count(struct ck_archive *archive)
{
    int64_t posts = 0, bytes;

    assert_true(ck_archive_count(archive, &posts, &bytes, NULL));
    return posts;
}

/* Enough posts for many pages. */
static void fill(const struct place *place)
{
    static char word[] = "video", author[] = "catlady", how[] = "host";
    static char text[TEXT + 1];
    char id[CK_ID_SIZE], name[64], folder[100], aside[64];
    struct ck_kept_file file = {word, name, 3, ""};
    struct ck_kept kept = {.kind = word,
                           .author = author,
                           .text = text,
                           .page = author,
                           .seen = how,
                           .folder = folder,
                           .files = &file,
                           .file_count = 1};
    struct ck_archive *archive;
    struct ck_session *session;

    (void)snprintf(folder, sizeof(folder), "%s/Videos/TikTok", place->path);
    session = open_session(aside, &archive);
    memset(text, 'x', TEXT);
    memset(file.sha256, 'a', 64);
    for (int i = 0; i < POSTS; i++) {
        (void)snprintf(id, sizeof(id), "76020508824298%05d", i);
        (void)snprintf(name, sizeof(name), "catlady/%s.mp4", id);
        memcpy(kept.id, id, sizeof(id));
        assert_true(ck_archive_keep(archive, &kept, 0, NULL));
    }
    ck_session_free(session);
}

static void open_in(const struct place *place, const char *name, int flags, int *ret)
{
    char path[300];

    (void)snprintf(path, sizeof(path), "%s" STATE "/%s", place->path, name);
    *ret = open(path, flags | O_CLOEXEC, 0600);
    assert_true(*ret >= 0);
}

/* Pages in the middle hold something else. */
static void damage(const struct place *place)
{
    static char rubbish[8 * PAGE];
    int fd;

    memset(rubbish, 0x5a, sizeof(rubbish));
    open_in(place, "archive.sqlite", O_RDWR, &fd);
    assert_int_equal(pwrite(fd, rubbish, sizeof(rubbish), (off_t)12 * PAGE),
                     sizeof(rubbish));
    (void)close(fd);
}

/* What a killed process leaves: the file that showed that it lived. */
static void leave_owner(const struct place *place)
{
    int fd;

    open_in(place, "owners/0123456789abcdef0123456789abcdef", O_RDWR | O_CREAT, &fd);
    (void)close(fd);
}

static void make_folder(const struct place *place)
{
    char path[200];

    (void)snprintf(path, sizeof(path), "%s/Videos", place->path);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(path, sizeof(path), "%s/Videos/TikTok", place->path);
    assert_int_equal(mkdir(path, 0700), 0);
}

static void test_damage_is_found_after_a_run_was_cut_short(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive;
    char aside[64], path[300];

    make_folder(place);
    fill(place);
    damage(place);
    leave_owner(place);
    ck_session_free(open_session(aside, &archive));
    assert_string_equal(aside, "archive.sqlite.damaged-1");
    (void)snprintf(path, sizeof(path), "%s" STATE "/%s", place->path, aside);
    assert_int_equal(access(path, F_OK), 0); /* nothing is deleted */
}

static void test_a_sound_one_stays(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive;
    struct ck_session *session;
    char aside[64];

    make_folder(place);
    fill(place);
    for (int i = 0; i < 2; i++) {
        leave_owner(place);
        session = open_session(aside, &archive);
        assert_string_equal(aside, "");
        assert_int_equal(count(archive), POSTS);
        assert_false(ck_archive_ended_badly(archive)); /* it is asked once */
        ck_session_free(session);
    }
}

static int requests_left; /* the next one is refused, and no other */

static bool refuse_one(void)
{
    return --requests_left == 0;
}

/* Without memory nothing can be said of it: that is no damage. */
static void test_what_cannot_be_checked_is_not_set_aside(void **state)
{
    enum { REQUESTS = 5000 };
    const struct place *place = *state;
    struct ck_session_options options = {.mended = note_mended};
    char aside[64] = "", path[200];
    bool refused = true;

    make_folder(place);
    fill(place);
    (void)snprintf(path, sizeof(path), "%s" STATE, place->path);
    options.ctx = aside;
    for (int i = 1; refused && i < REQUESTS; i++) {
        struct ck_session *session = NULL;

        assert_true(ck_session_create(&options, &session, NULL));
        requests_left = i;
        ck_mem_set_refusal(refuse_one);
        (void)!ck_session_mend(session, path);
        ck_mem_set_refusal(NULL);
        refused = requests_left <= 0;
        ck_session_free(session);
        assert_string_equal(aside, "");
    }
    assert_false(refused); /* each request was refused once */
}

int main(void)
{
    ck_mem_for_libraries();
#define PLACED(test) cmocka_unit_test_setup_teardown(test, set_up, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_damage_is_found_after_a_run_was_cut_short),
        PLACED(test_a_sound_one_stays),
        PLACED(test_what_cannot_be_checked_is_not_set_aside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
