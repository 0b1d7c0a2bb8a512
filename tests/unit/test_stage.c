/* Publishing: a final name means a whole file, whatever happens on the way. */
#include "stage_place.h"

#include <signal.h>
#include <sys/wait.h>

static void test_bytes_become_a_file(void **state)
{
    const struct place *place = *state;
    mode_t old = umask(027);
    struct ck_stage *stage;
    struct ck_staged_file file;
    struct ck_error err;
    struct stat st;
    char byte;

    assert_true(ck_stage_open(place->fd, "7", 5, &stage, &err));
    assert_true(ck_stage_write(stage, "hel", 3, &err));
    assert_true(ck_stage_write(stage, "lo", 2, &err));
    assert_int_equal(ck_stage_bytes(stage), 5);
    assert_int_equal(pread(ck_stage_fd(stage), &byte, 1, 4), 1); /* for checks */
    assert_int_equal(byte, 'o');
    assert_true(exists(place, ".7.part"));
    assert_false(exists(place, "a.mp4"));
    ck_stage_set_date(stage, 1770000000);
    assert_true(ck_stage_seal(stage, &file, &err));
    assert_int_equal(file.bytes, 5);
    assert_string_equal(file.sha256, HELLO_SHA256);
    assert_true(ck_stage_publish(stage, "a.mp4", &err));
    ck_stage_free(stage);
    (void)umask(old);
    assert_content(place, "a.mp4", "hello");
    assert_false(exists(place, ".7.part"));
    assert_int_equal(fstatat(place->fd, "a.mp4", &st, 0), 0);
    assert_int_equal(st.st_mtime, 1770000000); /* the post's date */
    assert_int_equal(st.st_mode & 0777, 0640); /* the person's umask */
}

static void test_a_name_is_never_replaced(void **state)
{
    const struct place *place = *state;
    struct ck_staged_file file;
    struct ck_stage *stage = staged(place, "7", "new", &file);
    struct ck_error err;

    put(place, "a.mp4", "old");
    assert_int_equal(symlinkat("nowhere", place->fd, "b.mp4"), 0);
    assert_false(ck_stage_publish(stage, "a.mp4", &err));
    assert_int_equal(err.code, CK_ERR_NAME);
    assert_false(ck_stage_publish(stage, "b.mp4", &err)); /* a dangling link counts */
    assert_int_equal(err.code, CK_ERR_NAME);
    assert_content(place, "a.mp4", "old");
    assert_true(ck_stage_publish(stage, "a (2).mp4", &err)); /* still sealed */
    ck_stage_free(stage);
    assert_content(place, "a (2).mp4", "new");
}

static void test_names_last_together_or_not_at_all(void **state)
{
    const struct place *place = *state;
    struct ck_staged_file file;
    struct ck_stage *stages[] = {staged(place, "1", "one", &file),
                                 staged(place, "2", "two", &file),
                                 staged(place, "3", "three", &file)};
    struct ck_error err;

    assert_true(ck_stage_name(stages[0], "a", &err));
    assert_true(ck_stage_name(stages[1], "b", &err));
    assert_false(ck_stage_name(stages[1], "c", &err)); /* it has one */
    assert_true(ck_stage_settle(stages, 2, &err));
    assert_true(ck_stage_name(stages[2], "c", &err));
    assert_false(ck_stage_restart(stages[2], &err));
    for (size_t i = 0; i < 3; i++) {
        ck_stage_free(stages[i]);
    }
    assert_content(place, "a", "one");
    assert_content(place, "b", "two");
    assert_false(exists(place, "c")); /* never settled */
    assert_false(exists(place, ".3.part"));
}

static void test_bad_names_and_keys(void **state)
{
    static const char *const names[] = {"", ".", "..", "a/b", "../a", "/tmp/a"};
    const struct place *place = *state;
    struct ck_staged_file file;
    struct ck_stage *stage = staged(place, "7", "x", &file), *other;
    struct ck_error err;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_false(ck_stage_publish(stage, names[i], &err));
        assert_int_equal(err.code, CK_ERR_INTERNAL);
        assert_false(ck_stage_open(place->fd, names[i], -1, &other, &err));
        assert_int_equal(err.code, CK_ERR_INTERNAL);
        assert_null(other);
    }
    ck_stage_free(stage);
}

static void test_restart_forgets_the_first_bytes(void **state)
{
    const struct place *place = *state;
    struct ck_stage *stage;
    struct ck_staged_file file;
    struct ck_error err;

    assert_true(ck_stage_open(place->fd, "7", -1, &stage, &err));
    assert_true(ck_stage_write(stage, "something longer", 16, &err));
    assert_true(ck_stage_restart(stage, &err));
    assert_int_equal(ck_stage_bytes(stage), 0);
    assert_true(ck_stage_write(stage, "hello", 5, &err));
    assert_true(ck_stage_seal(stage, &file, &err));
    assert_string_equal(file.sha256, HELLO_SHA256);
    assert_false(ck_stage_write(stage, "more", 4, &err)); /* sealed is sealed */
    assert_true(ck_stage_publish(stage, "a", &err));
    assert_false(ck_stage_publish(stage, "b", &err)); /* and published is published */
    assert_false(ck_stage_restart(stage, &err));
    ck_stage_free(stage);
    assert_content(place, "a", "hello");
    assert_false(exists(place, "b"));
}

static void test_an_open_part_cannot_be_published(void **state)
{
    const struct place *place = *state;
    struct ck_stage *stage;
    struct ck_error err;

    assert_true(ck_stage_open(place->fd, "7", -1, &stage, &err));
    assert_true(ck_stage_write(stage, "half", 4, &err));
    assert_false(ck_stage_publish(stage, "a", &err));
    assert_false(exists(place, "a"));
    ck_stage_free(stage);
    assert_false(exists(place, ".7.part"));
}

static void test_an_abandoned_part_is_taken_up_empty(void **state)
{
    const struct place *place = *state;
    struct ck_stage *stage;
    struct ck_staged_file file;
    struct ck_error err;

    assert_true(ck_stage_open(place->fd, "7", -1, &stage, &err));
    assert_true(ck_stage_write(stage, "bytes of an older run", 21, &err));
    ck_stage_abandon(stage);
    assert_true(exists(place, ".7.part"));
    stage = staged(place, "7", "hello", &file);
    assert_int_equal(file.bytes, 5);
    assert_true(ck_stage_publish(stage, "a", &err));
    ck_stage_free(stage);
    assert_content(place, "a", "hello");
    ck_stage_free(NULL);
    ck_stage_abandon(NULL);
}

static void test_two_never_write_one_part(void **state)
{
    const struct place *place = *state;
    struct ck_stage *stage, *other;
    struct ck_error err;
    pid_t child;
    int ready[2], status;
    char byte;

    assert_true(ck_stage_open(place->fd, "7", -1, &stage, &err));
    assert_false(ck_stage_open(place->fd, "7", -1, &other, &err)); /* one process */
    assert_int_equal(err.code, CK_ERR_ELSEWHERE);
    assert_true(exists(place, ".7.part")); /* the refused one took nothing away */
    ck_stage_free(stage);

    assert_int_equal(pipe(ready), 0);
    child = fork();
    if (child == 0) {
        bool ok = ck_stage_open(place->fd, "7", -1, &stage, NULL) &&
                  ck_stage_write(stage, "half", 4, NULL) && write(ready[1], "", 1) == 1;

        (void)pause();
        _exit(ok ? 0 : 1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_false(ck_stage_open(place->fd, "7", -1, &other, &err)); /* two processes */
    assert_int_equal(err.code, CK_ERR_ELSEWHERE);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(ck_stage_open(place->fd, "7", -1, &other, &err)); /* the dead hold none */
    ck_stage_free(other);
    (void)close(ready[0]);
    (void)close(ready[1]);
}

static void test_what_lies_in_the_parts_place(void **state)
{
    const struct place *place = *state;
    struct ck_stage *stage;
    struct ck_staged_file file;
    struct ck_error err;

    put(place, "precious", "mine");
    assert_int_equal(symlinkat("precious", place->fd, ".1.part"), 0);
    assert_int_equal(linkat(place->fd, "precious", place->fd, ".2.part", 0), 0);
    assert_int_equal(mkfifoat(place->fd, ".3.part", 0600), 0);
    for (const char *key = "123"; *key != '\0'; key++) {
        char one[2] = {*key, '\0'};

        stage = staged(place, one, "hello", &file);
        assert_true(ck_stage_publish(stage, one, &err));
        ck_stage_free(stage);
        assert_content(place, one, "hello");
        assert_content(place, "precious", "mine");
    }
    assert_int_equal(mkdirat(place->fd, ".4.part", 0700), 0);
    assert_false(ck_stage_open(place->fd, "4", -1, &stage, &err));
}

static void test_a_part_that_was_removed(void **state)
{
    const struct place *place = *state;
    struct ck_staged_file file;
    struct ck_stage *stage = staged(place, "7", "hello", &file);
    struct ck_error err;

    assert_int_equal(unlinkat(place->fd, ".7.part", 0), 0);
    put(place, ".7.part", "of somebody else");
    assert_false(ck_stage_publish(stage, "a", &err));
    assert_int_equal(err.code, CK_ERR_DISK);
    ck_stage_free(stage);
    assert_false(exists(place, "a"));
    assert_content(place, ".7.part", "of somebody else");
}

static void test_the_same_file_is_known_again(void **state)
{
    const struct place *place = *state;
    struct ck_staged_file file;
    struct ck_stage *stage = staged(place, "7", "hello", &file);

    put(place, "same", "hello");
    put(place, "longer", "hello!");
    put(place, "other", "hallo");
    assert_int_equal(symlinkat("same", place->fd, "link"), 0);
    assert_true(ck_staged_same(place->fd, "same", &file));
    assert_false(ck_staged_same(place->fd, "longer", &file));
    assert_false(ck_staged_same(place->fd, "other", &file));
    assert_false(ck_staged_same(place->fd, "link", &file));
    assert_false(ck_staged_same(place->fd, "missing", &file));
    assert_false(ck_staged_same(place->fd, ".", &file));
    ck_stage_free(stage);
}

static void test_full_drive(void **state)
{
    const struct place *place = *state;
    struct place small = {.fd = -1};
    struct ck_stage *stage;
    struct ck_staged_file file;
    struct ck_error err;
    static const char block[16384];
    bool ok = true;

    if (!place_private_mounts() || !place_small_drive(place->path)) {
        skip();
    }
    small.fd = open(place->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_false(ck_stage_open(small.fd, "7", 1 << 20, &stage, &err)); /* known early */
    assert_int_equal(err.code, CK_ERR_DISK_FULL);
    assert_false(exists(&small, ".7.part"));
    assert_true(ck_stage_open(small.fd, "7", -1, &stage, &err)); /* size unknown */
    for (int i = 0; i < 8 && ok; i++) {
        ok = ck_stage_write(stage, block, sizeof(block), &err);
    }
    assert_false(ok);
    assert_int_equal(err.code, CK_ERR_DISK_FULL);
    assert_false(ck_stage_write(stage, "x", 1, NULL)); /* there is a hole in it now */
    assert_false(ck_stage_seal(stage, &file, NULL));
    assert_false(ck_stage_publish(stage, "a", NULL));
    assert_true(ck_stage_restart(stage, &err));
    assert_true(ck_stage_write(stage, "hello", 5, &err));
    assert_true(ck_stage_seal(stage, &file, &err));
    assert_true(ck_stage_publish(stage, "a", &err));
    ck_stage_free(stage);
    assert_content(&small, "a", "hello");
    (void)close(small.fd);
    (void)umount2(place->path, MNT_DETACH);
}

static void test_read_only_drive(void **state)
{
    const struct place *place = *state;
    struct ck_stage *stage;
    struct ck_error err;
    int fd;

    if (!place_private_mounts() || !place_read_only(place->path)) {
        skip();
    }
    fd = open(place->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_false(ck_stage_open(fd, "7", -1, &stage, &err));
    assert_int_equal(err.code, CK_ERR_FOLDER_READONLY);
    assert_null(stage);
    (void)close(fd);
    (void)umount2(place->path, MNT_DETACH);
}

static void test_folder_removed_meanwhile(void **state)
{
    const struct place *place = *state;
    struct ck_stage *stage;
    struct ck_error err;
    int fd;

    assert_int_equal(mkdirat(place->fd, "gone", 0700), 0);
    fd = openat(place->fd, "gone", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(unlinkat(place->fd, "gone", AT_REMOVEDIR), 0);
    assert_false(ck_stage_open(fd, "7", -1, &stage, &err));
    assert_int_equal(err.code, CK_ERR_FOLDER_MISSING);
    (void)close(fd);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_bytes_become_a_file),
        PLACED(test_a_name_is_never_replaced),
        PLACED(test_names_last_together_or_not_at_all),
        PLACED(test_bad_names_and_keys),
        PLACED(test_restart_forgets_the_first_bytes),
        PLACED(test_an_open_part_cannot_be_published),
        PLACED(test_an_abandoned_part_is_taken_up_empty),
        PLACED(test_two_never_write_one_part),
        PLACED(test_what_lies_in_the_parts_place),
        PLACED(test_a_part_that_was_removed),
        PLACED(test_the_same_file_is_known_again),
        PLACED(test_full_drive),
        PLACED(test_read_only_drive),
        PLACED(test_folder_removed_meanwhile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
