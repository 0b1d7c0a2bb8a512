/* A ZIP, a folder and a file are the same to who reads them; what a ZIP must not be is
 * refused, and where memory runs out that is what is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "session/import.h"

#include "place.h"

#include <zip.h>

static const char likes[] =
    "{\"Likes and Favorites\":{\"Like List\":{\"ItemFavoriteList\":"
    "[{\"date\":\"a\"},{}]}},\"New\":{\"a\":1},\"Settings\":{}}";

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void path_in(const struct place *place, const char *name, char ret[200])
{
    (void)snprintf(ret, 200, "%s/%s", place->path, name);
}

/* A ZIP with the likes at `a/b.json`, packed by `method`. */
static void write_zip(const char *path, zip_int32_t method, const char *password)
{
    zip_t *archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    zip_source_t *source = zip_source_buffer(archive, likes, sizeof(likes) - 1, 0);
    zip_int64_t index = zip_file_add(archive, "a/b.json", source, 0);

    assert_true(index >= 0);
    assert_int_equal(zip_set_file_compression(archive, (zip_uint64_t)index, method, 0),
                     0);
    if (password != NULL) {
        assert_int_equal(zip_file_set_encryption(archive, (zip_uint64_t)index,
                                                 ZIP_EM_AES_256, password),
                         0);
    }
    assert_int_equal(zip_close(archive), 0);
}

/* The name of the first file and why it cannot be read, "" for nothing. */
static const char *first_of(const char *path, char wrong[100])
{
    static char name[100];
    struct ck_bundle *bundle = NULL;
    struct ck_bundle_file file;
    struct ck_error err;

    assert_true(ck_bundle_open(path, &bundle, &err));
    assert_null(ck_bundle_wrong(bundle));
    assert_true(ck_bundle_next(bundle, &file));
    (void)snprintf(name, sizeof(name), "%s", file.name);
    (void)snprintf(wrong, 100, "%s", file.wrong != NULL ? file.wrong : "");
    assert_false(ck_bundle_next(bundle, &file));
    ck_bundle_free(bundle);
    return name;
}

static void test_what_a_bundle_holds(void **state)
{
    const struct place *place = *state;
    char path[200];
    char wrong[100];

    path_in(place, "x.zip", path);
    write_zip(path, ZIP_CM_DEFLATE, NULL);
    assert_string_equal(first_of(path, wrong), "a/b.json");
    assert_string_equal(wrong, "");
    write_zip(path, ZIP_CM_DEFLATE, "secret");
    assert_string_equal(first_of(path, wrong), "a/b.json");
    assert_string_equal(wrong, "it is locked with a password");
    write_zip(path, ZIP_CM_BZIP2, NULL);
    (void)first_of(path, wrong);
    assert_string_equal(wrong, "it is packed in a way Clipkeep does not read");
    assert_int_equal(unlink(path), 0);
    path_in(place, "x.json", path);
    write_file(path, likes);
    assert_string_equal(first_of(path, wrong), "x.json");
    assert_string_equal(first_of(place->path, wrong), "x.json");
}

static void test_what_cannot_be_opened(void **state)
{
    const struct place *place = *state;
    struct ck_bundle *bundle = NULL;
    struct ck_error err;
    char path[200];

    path_in(place, "none", path);
    assert_false(ck_bundle_open(path, &bundle, &err));
    assert_int_equal(err.code, CK_ERR_NOT_FOUND);
    assert_true(ck_bundle_open("/dev/null", &bundle, &err));
    assert_non_null(ck_bundle_wrong(bundle));
    ck_bundle_free(bundle);
    path_in(place, "cut.zip", path);
    write_file(path, "PK\3\4 and nothing more");
    assert_true(ck_bundle_open(path, &bundle, &err));
    assert_string_equal(ck_bundle_wrong(bundle),
                        "its end is missing: it was not downloaded completely");
    assert_string_equal(ck_bundle_name(bundle), "cut.zip");
    ck_bundle_free(bundle);
}

static unsigned long left;

static bool refuse(void)
{
    if (left > 0) {
        left--;
    }
    return left == 0;
}

/* Reads all of it with memory for `allocations`; false: it did not suffice. */
static bool read_with(const char *path, unsigned long allocations)
{
    struct ck_bundle *bundle = NULL;
    struct ck_export *export = NULL;
    struct ck_error err = {0};
    size_t count = 0;
    bool ok;

    left = allocations;
    ck_mem_set_refusal(refuse);
    ok = ck_bundle_open(path, &bundle, &err) &&
         ck_export_create(NULL, NULL, &export, &err) &&
         ck_import_read(bundle, export, &err);
    ck_mem_set_refusal(NULL);
    if (ok) {
        const struct ck_export_found *found = ck_export_found(export, &count);

        assert_int_equal(count, 1);
        assert_int_equal(found->count, 2);
        assert_int_equal(ck_export_unknown(export)->count, 1);
        assert_int_equal(ck_export_skipped(export)->count, 1);
        assert_int_equal(ck_export_problems(export)->count, 0);
    } else {
        assert_int_equal(err.code, CK_ERR_NOMEM);
    }
    ck_export_free(export);
    ck_bundle_free(bundle);
    return ok;
}

static void check_memory(const char *path)
{
    unsigned long allocations = 1;

    while (!read_with(path, allocations)) {
        allocations++;
    }
    assert_true(allocations > 10);
}

static void test_memory_runs_out_anywhere(void **state)
{
    const struct place *place = *state;
    char path[200];

    path_in(place, "y.zip", path);
    write_zip(path, ZIP_CM_DEFLATE, NULL);
    check_memory(path);
    assert_int_equal(unlink(path), 0);
    path_in(place, "y.json", path);
    write_file(path, likes);
    check_memory(path);
    check_memory(place->path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_a_bundle_holds, place_make,
                                        place_remove),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_opened, place_make,
                                        place_remove),
        cmocka_unit_test_setup_teardown(test_memory_runs_out_anywhere, place_make,
                                        place_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
