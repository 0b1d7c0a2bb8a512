/* A lost or damaged archive comes back from what lies in the folder. */
#include "keep/journal.h"
#include "keep/record.h"
#include "keep/sums.h"
#include "place_files.h"
#include "rescan_place.h"

#define TEXT(text) ((char *)(uintptr_t)(text))

#define SIDECAR_OF(id, name)                                                             \
    "{\"id\":\"" id "\",\"uploader\":\"catlady\",\"description\":\"my cat\","            \
    "\"webpage_url\":\"https://www.tiktok.com/@catlady/video/" id "\","                  \
    "\"timestamp\":1770000000,\"clipkeep\":{\"format\":1,\"seen\":{\"how\":\"page\","    \
    "\"at\":1780000000},\"files\":[{\"role\":\"video\",\"name\":\"" name                 \
    "\",\"bytes\":5,\"sha256\":\"" HELLO_SHA256 "\"}]}}"

static void make_folder(const struct place *place, const char *name)
{
    assert_true(mkdirat(place->fd, name, 0700) == 0 || errno == EEXIST);
}

static void keep(struct ck_archive *archive, const struct place *place, const char *id,
                 const char *name)
{
    struct ck_kept_file file = {
        .role = TEXT("video"), .name = TEXT(name), .bytes = 5, .sha256 = HELLO_SHA256};
    struct ck_kept kept = {.kind = TEXT("video"),
                           .author = TEXT("catlady"),
                           .text = TEXT("my cat"),
                           .seen = TEXT("host"),
                           .folder = TEXT(place->path),
                           .kept_at = 1780000000,
                           .files = &file,
                           .file_count = 1};
    struct ck_error err = {0};

    put(place, name, "hello");
    (void)snprintf(kept.id, sizeof(kept.id), "%s", id);
    check(ck_record_keep(archive, place->fd, &kept, 0, &err), &err);
}

static struct ck_rescan_report rescan(struct ck_archive *archive,
                                      const struct place *place)
{
    return rescan_by(archive, place, 2);
}

static struct ck_kept find(struct ck_archive *archive, const char *id)
{
    struct ck_kept kept;
    struct ck_error err = {0};
    bool found = false;

    check(ck_archive_find(archive, id, &found, &kept, &err), &err);
    assert_true(found);
    return kept;
}

/* The archive is gone, as after a new installation of the computer. */
static struct ck_archive *lose(struct ck_archive *archive, const struct place *place)
{
    ck_archive_close(archive);
    assert_int_equal(unlinkat(place->fd, "archive.sqlite", 0), 0);
    return open_archive(place);
}

static void test_from_the_journal(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_rescan_report report;
    struct ck_kept *all, kept;
    struct ck_error err;
    bool more = true;
    size_t count;

    make_folder(place, "catlady");
    keep(archive, place, "8", "catlady/b.mp4");
    keep(archive, place, "7", "catlady/a.mp4");
    check(ck_journal_failed(place->fd, "9", "", CK_ERR_DELETED, &err), &err);
    archive = lose(archive, place);
    report = rescan(archive, place);
    assert_int_equal(report.events, 2);
    assert_int_equal(report.entered, 2);
    kept = find(archive, "7");
    assert_string_equal(kept.text, "my cat");
    assert_string_equal(kept.folder, place->path);
    assert_string_equal(kept.files[0].name, "catlady/a.mp4");
    assert_int_equal(kept.kept_at, 1780000000);
    ck_kept_clear(&kept);
    check(ck_archive_recent(archive, 10, &all, &count, &err), &err);
    assert_int_equal(count, 2);
    assert_string_equal(all[0].id, "7"); /* in the order in which they were kept */
    ck_kept_free_all(all, count);
    assert_int_equal(rescan(archive, place).entered, 0); /* again: nothing new */
    assert_int_equal(unlinkat(place->fd, "catlady/a.mp4", 0), 0);
    check(ck_record_fill_sums(archive, place->fd, place->path, 9, &more, &err), &err);
    assert_content(place, "catlady/b.mp4", "hello");
    ck_archive_close(archive);
}

static void test_sums_are_not_doubled(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_error err;
    struct stat before, after;
    bool more = true;

    for (int i = 0; i < 30; i++) {
        char id[8], name[16];

        (void)snprintf(id, sizeof(id), "%d", i);
        (void)snprintf(name, sizeof(name), "%d.mp4", i);
        keep(archive, place, id, name);
    }
    assert_int_equal(fstatat(place->fd, CK_SUMS_NAME, &before, 0), 0);
    archive = lose(archive, place);
    assert_int_equal(rescan(archive, place).entered, 30);
    check(ck_record_fill_sums(archive, place->fd, place->path, 5, &more, &err), &err);
    assert_false(more); /* nothing is left to be done there */
    assert_int_equal(fstatat(place->fd, CK_SUMS_NAME, &after, 0), 0);
    assert_int_equal(before.st_size, after.st_size);
    ck_archive_close(archive);
}

static void test_from_sidecars(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_rescan_report report;
    struct ck_kept kept;

    make_folder(place, "catlady");
    put(place, "catlady/a.mp4", "hello");
    put(place, "catlady/a.info.json", SIDECAR_OF("7", "a.mp4"));
    put(place, "top.info.json", SIDECAR_OF("8", "top.mp4"));
    make_folder(place, "catlady/trip");
    put(place, "catlady/trip/post.info.json",
        "{\"id\":\"9\",\"clipkeep\":{\"kind\":\"photo\",\"seen\":{\"how\":\"host\","
        "\"at\":5},\"files\":["
        "{\"role\":\"image\",\"name\":\"01.jpg\",\"bytes\":5,\"sha256\":\"" HELLO_SHA256
        "\"}]}}");
    report = rescan(archive, place);
    assert_int_equal(report.sidecars, 3);
    assert_int_equal(report.entered, 3);
    kept = find(archive, "7");
    assert_string_equal(kept.kind, "video");
    assert_string_equal(kept.author, "catlady");
    assert_string_equal(kept.seen, "page");
    assert_int_equal(kept.created, 1770000000);
    assert_int_equal(kept.file_count, 2);
    assert_string_equal(kept.files[0].name, "catlady/a.mp4");
    assert_string_equal(kept.files[1].role, "sidecar");
    assert_string_equal(kept.files[1].name, "catlady/a.info.json");
    assert_int_equal(kept.files[1].bytes, (int)strlen(SIDECAR_OF("7", "a.mp4")));
    ck_kept_clear(&kept);
    kept = find(archive, "9");
    assert_string_equal(kept.kind, "photo");
    assert_string_equal(kept.files[0].name, "catlady/trip/01.jpg");
    ck_kept_clear(&kept);
    kept = find(archive, "8"); /* its video is gone: deleted on purpose stays deleted */
    assert_string_equal(kept.files[0].name, "top.mp4");
    ck_kept_clear(&kept);
    assert_int_equal(rescan(archive, place).entered, 0);
    ck_archive_close(archive);
}

static void test_a_folder_that_was_renamed(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept;

    make_folder(place, "catlady");
    keep(archive, place, "7", "catlady/a.mp4");
    put(place, "catlady/a.info.json", SIDECAR_OF("7", "a.mp4"));
    assert_int_equal(renameat(place->fd, "catlady", place->fd, "cats"), 0);
    assert_int_equal(rescan(archive, place).entered, 1);
    kept = find(archive, "7");
    assert_string_equal(kept.files[0].name, "cats/a.mp4"); /* found again */
    ck_kept_clear(&kept);
    archive = lose(archive, place);
    (void)rescan(archive, place); /* the journal still tells of the old place */
    kept = find(archive, "7");
    assert_string_equal(kept.files[0].name, "cats/a.mp4");
    ck_kept_clear(&kept);
    ck_archive_close(archive);
}

static void test_hostile_sidecars(void **state)
{
    static const char *const bad[] = {
        "",
        "[]",
        "{",
        "{\"id\":\"7\"}",
        "null",
        SIDECAR_OF("7", "../../.ssh/id"),
        SIDECAR_OF("7", "/etc/passwd"),
        SIDECAR_OF("7", ".hidden"),
        SIDECAR_OF("../7", "a.mp4"),
        SIDECAR_OF("", "a.mp4"),
        SIDECAR_OF("7", "a/b/c/d/e/f.mp4"),
        SIDECAR_OF("123456789012345678901234", "a.mp4"),
        "{\"id\":\"7\",\"clipkeep\":{\"seen\":{\"how\":\"page\"},\"files\":[]}}",
        "{\"id\":\"7\",\"id\":\"8\"}",
    };
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_rescan_report report;
    const int count = sizeof(bad) / sizeof(bad[0]);
    int fd;

    for (int i = 0; i < count; i++) {
        char name[24];

        (void)snprintf(name, sizeof(name), "%d.info.json", i);
        put(place, name, bad[i]);
    }
    fd = openat(place->fd, "huge.info.json", O_WRONLY | O_CREAT, 0600);
    assert_int_equal(ftruncate(fd, 3 * 1024 * 1024), 0);
    assert_int_equal(close(fd), 0);
    assert_int_equal(symlinkat("/etc/passwd", place->fd, "link.info.json"), 0);
    assert_int_equal(mkfifoat(place->fd, "pipe.info.json", 0600), 0);
    put(place, ".info.json", SIDECAR_OF("7", "a.mp4")); /* hidden */
    put(place, "good.info.json", SIDECAR_OF("7", "good.mp4"));
    report = rescan(archive, place);
    assert_int_equal(report.entered, 1);
    assert_int_equal(report.refused, count + 1);
    ck_archive_close(archive);
}

static void test_a_damaged_archive_is_set_aside(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place), *other;
    struct ck_error err;
    char name[64], rubbish[4096];
    bool sound = false;
    int fd;

    keep(archive, place, "7", "a.mp4");
    check(ck_archive_check(archive, &sound, &err), &err);
    assert_true(sound);
    (void)add_job(archive, "9");
    assert_false(ck_archive_set_aside(place->path, name, &err)); /* we work with it */
    assert_int_equal(err.code, CK_ERR_BUSY);
    ck_archive_close(archive);
    memset(rubbish, 'x', sizeof(rubbish));
    fd = openat(place->fd, "archive.sqlite", O_WRONLY);
    assert_int_equal(pwrite(fd, rubbish, 4096, 8192), 4096);
    assert_int_equal(close(fd), 0);
    put(place, "archive.sqlite-journal", "left by a power cut");
    assert_int_equal(ck_archive_open(place->path, &other, &err), true);
    check(ck_archive_check(other, &sound, &err), &err);
    assert_false(sound);
    ck_archive_close(other);
    check(ck_archive_set_aside(place->path, name, &err), &err);
    assert_string_equal(name, "archive.sqlite.damaged-1");
    assert_true(exists(place, name));
    assert_false(exists(place, "archive.sqlite-journal"));
    archive = open_archive(place);
    assert_int_equal(rescan(archive, place).entered, 1);
    ck_archive_close(archive);
    check(ck_archive_set_aside(place->path, name, &err), &err);
    assert_string_equal(name, "archive.sqlite.damaged-2");
    assert_false(ck_archive_set_aside(place->path, name, &err));
    assert_int_equal(err.code, CK_ERR_NOT_FOUND);
}

#define SAID                                                                             \
    ",\"saving\":\"off\",\"mine\":true,\"rights\":{\"licence\":\"CC-BY-4.0\","           \
    "\"grade\":\"strong\",\"edition\":1}"
#define SIDECAR_AND(id, name, more)                                                      \
    "{\"id\":\"" id "\",\"clipkeep\":{\"format\":1,\"seen\":{\"how\":\"page\","          \
    "\"at\":1780000000},\"files\":[{\"role\":\"video\",\"name\":\"" name                 \
    "\",\"bytes\":5,\"sha256\":\"" HELLO_SHA256 "\"}]" more "}}"

static void assert_rights(struct ck_archive *archive, const char *id, const char *licence,
                          const char *grade, const char *saving, int edition, bool mine)
{
    struct ck_kept kept = find(archive, id);

    assert_string_equal(kept.rights.licence, licence);
    assert_string_equal(kept.rights.grade, grade);
    assert_string_equal(kept.rights.saving, saving);
    assert_int_equal(kept.rights.edition, edition);
    assert_int_equal(kept.rights.mine, mine);
    ck_kept_clear(&kept);
}

static void test_rights_come_from_the_sidecars(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);

    keep(archive, place, "7", "a.mp4"); /* the journal has it, and no rights */
    assert_rights(archive, "7", "", "", "unknown", 0, false);
    put(place, "a.info.json", SIDECAR_AND("7", "a.mp4", SAID));
    put(place, "b.info.json", SIDECAR_AND("8", "b.mp4", SAID));
    put(place, "c.info.json", SIDECAR_AND("9", "c.mp4", ""));
    put(place, "d.info.json",
        SIDECAR_AND("10", "d.mp4",
                    ",\"saving\":7,\"mine\":1,\"rights\":{\"licence\":\"a b\","
                    "\"grade\":\"aaaaaaaaaaaaaaaaaaaaaaaaa\",\"edition\":-4}"));
    assert_int_equal(rescan(archive, place).entered, 3);
    assert_rights(archive, "7", "CC-BY-4.0", "strong", "off", 1, true);
    assert_rights(archive, "8", "CC-BY-4.0", "strong", "off", 1, true);
    assert_rights(archive, "9", "", "", "unknown", 0, false);
    assert_rights(archive, "10", "", "", "unknown", 0, false);
    ck_archive_close(archive);
}

/* What newer rules have read stays when the sidecar still has what older ones did. */
static void test_a_newer_reading_stays(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept;
    struct ck_error err = {0};

    put(place, "a.mp4", "hello");
    put(place, "a.info.json", SIDECAR_AND("7", "a.mp4", SAID));
    (void)rescan(archive, place);
    kept = find(archive, "7");
    kept.rights = (struct ck_kept_rights){
        .licence = "CC0-1.0", .grade = "certain", .saving = "unknown", .edition = 2};
    check(ck_archive_set_rights(archive, &kept, &err), &err);
    ck_kept_clear(&kept);
    (void)rescan(archive, place);
    assert_rights(archive, "7", "CC0-1.0", "certain", "off", 2, true);
    ck_archive_close(archive);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_from_the_journal),
        PLACED(test_sums_are_not_doubled),
        PLACED(test_from_sidecars),
        PLACED(test_a_folder_that_was_renamed),
        PLACED(test_hostile_sidecars),
        PLACED(test_a_damaged_archive_is_set_aside),
        PLACED(test_rights_come_from_the_sidecars),
        PLACED(test_a_newer_reading_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
