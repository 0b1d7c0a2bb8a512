/* cli_list.c - clipkeep list. */
#include "face/command.h"
#include "face/encode.h"
#include "face/saving.h"

#include "base/buf.h"
#include "base/mem.h"
#include "keep/archive.h"
#include "session/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { LIMIT = 50, LIMIT_MAX = 1000000, TEXT_MAX = 16384 };

static bool is_there(const struct ck_kept *kept)
{
    ck_autobuf struct ck_buf path = {.max = 8192};
    struct stat st;

    ck_buf_addf(&path, "%s/%s", kept->folder, kept->files[0].name);
    return ck_buf_ok(&path) && stat(path.data, &st) == 0 && S_ISREG(st.st_mode) &&
           st.st_size == kept->files[0].bytes;
}

static json_t *file_json(const struct ck_kept_file *file)
{
    return json_pack("{s:s, s:o, s:I, s:s}", "role", file->role, "name",
                     ck_encode_text(file->name, TEXT_MAX), "bytes",
                     (json_int_t)file->bytes, "sha256", file->sha256);
}

static size_t pictures_of(const struct ck_kept *kept)
{
    size_t count = 0;

    for (size_t i = 0; i < kept->file_count; i++) {
        count += strcmp(kept->files[i].role, "image") == 0;
    }
    return count;
}

/* A word, or null for none. */
static json_t *word_json(const char *word)
{
    return word[0] != '\0' ? json_string(word) : json_null();
}

static json_t *kept_json(const struct ck_kept *kept)
{
    json_t *files = json_array();

    for (size_t i = 0; i < kept->file_count; i++) {
        (void)json_array_append_new(files, file_json(&kept->files[i]));
    }
    return json_pack(
        "{s:s, s:s, s:o, s:o, s:o, s:o, s:I, s:s, s:o, s:b, s:I, s:o, s:o, s:s, s:b,"
        " s:o}",
        "post", kept->id, "kind", kept->kind, "author",
        ck_encode_text(kept->author, TEXT_MAX), "text",
        ck_encode_text(kept->text, TEXT_MAX), "page",
        ck_encode_text(kept->page, TEXT_MAX), "created", ck_encode_number(kept->created),
        "keptAt", (json_int_t)kept->kept_at, "seen", kept->seen, "folder",
        ck_encode_text(kept->folder, TEXT_MAX), "present", (int)is_there(kept), "images",
        (json_int_t)pictures_of(kept), "licence", word_json(kept->rights.licence),
        "grade", word_json(kept->rights.grade), "saving", kept->rights.saving, "mine",
        (int)kept->rights.mine, "files", files);
}

static void print_date(int64_t at)
{
    char date[32] = "";
    time_t when = (time_t)at;
    struct tm tm;

    if (localtime_r(&when, &tm) != NULL) {
        (void)strftime(date, sizeof(date), "%Y-%m-%d %H:%M", &tm);
    }
    (void)printf("%s  ", date);
}

/* A photo post by its folder and all its files, any other by its main file. */
static void print_kept(const struct ck_kept *kept)
{
    ck_autobuf struct ck_buf name = {.max = TEXT_MAX};
    size_t pictures = pictures_of(kept);
    int64_t all = 0;
    char bytes[16];

    ck_buf_adds(&name, kept->files[0].name);
    for (size_t i = 0; i < kept->file_count; i++) {
        all += kept->files[i].bytes;
    }
    if (pictures > 0) {
        ck_buf_clear(&name);
        ck_buf_add(
            &name, kept->files[0].name,
            (size_t)(ck_last_component(kept->files[0].name) - kept->files[0].name));
        ck_buf_addf(&name, "  (%zu picture%s)", pictures, pictures == 1 ? "" : "s");
    }
    ck_text_bytes(pictures > 0 ? all : kept->files[0].bytes, bytes);
    print_date(kept->kept_at);
    (void)printf("%8s  ", bytes);
    ck_print_clean(ck_buf_text(&name));
    (void)puts(is_there(kept) ? "" : "  (not there any more)");
}

static int list_kept(struct ck_session *session, size_t limit, bool json)
{
    struct ck_archive *archive;
    struct ck_kept *kept = NULL;
    struct ck_error err;
    size_t count = 0;
    int64_t posts;
    int64_t bytes;
    json_t *list = json_array();
    char total[16];

    if (!ck_session_archive(session, &archive, &err) ||
        !ck_archive_count(archive, &posts, &bytes, &err) ||
        !ck_archive_recent(archive, limit, &kept, &count, &err)) {
        json_decref(list);
        return ck_print_error(json, NULL, &err, CK_EXIT_FAILED);
    }
    for (size_t i = 0; i < count; i++) {
        if (json) {
            (void)json_array_append_new(list, kept_json(&kept[i]));
        } else {
            print_kept(&kept[i]);
        }
    }
    ck_kept_free_all(kept, count);
    if (json) {
        return ck_print_json(json_pack("{s:I, s:I, s:o}", "count", (json_int_t)posts,
                                       "bytes", (json_int_t)bytes, "posts", list),
                             CK_EXIT_OK);
    }
    json_decref(list);
    ck_text_bytes(bytes, total);
    (void)printf("%lld kept, %s\n", (long long)posts, total);
    return CK_EXIT_OK;
}

static void add_job(void *ctx, const struct ck_job_view *job)
{
    (void)json_array_append_new(ctx, ck_encode_job(job));
}

static void print_job(void *ctx, const struct ck_job_view *job)
{
    (void)ctx;
    print_date(job->changed_at);
    (void)printf("%6lld  %-11s  %s  ", (long long)job->number,
                 job->paused ? "paused" : ck_job_state_text(job->state), job->page);
    if (job->browser != NULL) {
        const char *browser = ck_browser_words(job->browser);

        (void)printf("Waits for %s: open it in %s and save it there. ", browser, browser);
    }
    if (job->code != CK_OK) {
        (void)fputs(ck_code_sentence(job->code), stdout);
    }
    (void)putchar('\n');
}

static int list_jobs(struct ck_session *session, size_t limit, bool json)
{
    struct ck_error err;
    json_t *list = json_array();

    if (!ck_session_jobs(session, limit, json ? add_job : print_job, list, &err)) {
        json_decref(list);
        return ck_print_error(json, NULL, &err, CK_EXIT_FAILED);
    }
    if (json) {
        return ck_print_json(json_pack("{s:o}", "jobs", list), CK_EXIT_OK);
    }
    json_decref(list);
    return CK_EXIT_OK;
}

/* A whole number from 1 to LIMIT_MAX; 0 for anything else. */
static size_t read_limit(const char *text)
{
    char *end;
    long limit = strtol(text, &end, 10);

    return *text != '\0' && *end == '\0' && limit >= 1 && limit <= LIMIT_MAX
               ? (size_t)limit
               : 0;
}

int ck_command_list(int argc, char **argv)
{
    static const struct option options[] = {{"jobs", no_argument, NULL, 'j'},
                                            {"limit", required_argument, NULL, 'n'},
                                            {"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    const struct ck_session_options session_options = {.mended = ck_print_mended};
    struct ck_session *session;
    struct ck_error err;
    size_t limit = LIMIT;
    bool json = false;
    bool jobs = false;
    int option;
    int status;

    while ((option = ck_option_next(argc, argv, "jn:", options)) != -1) {
        if (option == 'j') {
            jobs = true;
        } else if (option == 'n') {
            limit = read_limit(optarg);
        } else if (option == 'J') {
            json = true;
        } else {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
    }
    if (optind != argc || limit == 0) {
        return ck_usage("list", limit == 0 ? "bad count" : "too many arguments");
    }
    if (!ck_session_create(&session_options, &session, &err)) {
        return ck_print_error(json, NULL, &err, CK_EXIT_FAILED);
    }
    status = jobs ? list_jobs(session, limit, json) : list_kept(session, limit, json);
    ck_session_free(session);
    return status;
}
