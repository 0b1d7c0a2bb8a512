#include "keep/sheet.h"

#include "base/clock.h"
#include "base/json.h"

#include <inttypes.h>
#include <string.h>

static const char *said(const char *text)
{
    return text != NULL ? text : "";
}

/* What begins a formula, in any of its spellings (OWASP, "CSV Injection"). */
static bool is_formula(const char *text)
{
    static const char *const wide[] = {"\uff1d", "\uff0b", "\uff0d", "\uff20"};

    text += strspn(text, " ");
    for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
        if (strncmp(text, wide[i], strlen(wide[i])) == 0) {
            return true;
        }
    }
    return text[0] != '\0' && strchr("=+-@\t\r\n", text[0]) != NULL;
}

/* The content of a field in quotes. Control characters go, but for tab and newline. */
static void add_quoted(struct ck_buf *buf, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            ck_buf_addc(buf, '"');
        }
        if ((unsigned char)*text >= ' ' || *text == '\n' || *text == '\t') {
            ck_buf_addc(buf, *text);
        }
    }
}

static void add_field(struct ck_buf *buf, const char *text)
{
    ck_buf_adds(buf, is_formula(text) ? "\"'" : "\"");
    add_quoted(buf, text);
    ck_buf_adds(buf, "\",");
}

/* "2026-02-02T12:00:00Z", "" when it is not known. */
static void add_time(struct ck_buf *buf, int64_t seconds)
{
    char text[CK_TIME_SIZE];

    ck_clock_time(seconds, text);
    add_field(buf, seconds > 0 ? text : "");
}

/* "likes @me", "collection @me Cats": each on a line of its own. */
static void add_lists(struct ck_buf *buf, const json_t *lists)
{
    ck_buf_addc(buf, '"');
    for (size_t i = 0; i < json_array_size(lists); i++) {
        const json_t *list = json_array_get(lists, i);
        const char *handle = said(json_string_value(json_object_get(list, "handle")));
        const char *title = said(json_string_value(json_object_get(list, "title")));

        ck_buf_adds(buf, i > 0 ? "\n" : "");
        add_quoted(buf, said(json_string_value(json_object_get(list, "kind"))));
        ck_buf_adds(buf, handle[0] != '\0' ? " @" : "");
        add_quoted(buf, handle);
        ck_buf_adds(buf, title[0] != '\0' ? " " : "");
        add_quoted(buf, title);
    }
    ck_buf_adds(buf, "\",");
}

/* Names and hashes of all files, each on a line of its own, in the same order. */
static void add_files(struct ck_buf *buf, const struct ck_kept *kept)
{
    int64_t bytes = 0;

    ck_buf_adds(buf,
                kept->file_count > 0 && is_formula(kept->files[0].name) ? "\"'" : "\"");
    for (size_t i = 0; i < kept->file_count; i++) {
        ck_buf_adds(buf, i > 0 ? "\n" : "");
        add_quoted(buf, kept->files[i].name);
        bytes += kept->files[i].bytes;
    }
    ck_buf_adds(buf, "\",\"");
    for (size_t i = 0; i < kept->file_count; i++) {
        ck_buf_addf(buf, "%s%s", i > 0 ? "\n" : "", kept->files[i].sha256);
    }
    ck_buf_addf(buf, "\",\"%" PRId64 "\"\r\n", bytes);
}

void ck_sheet_head(struct ck_buf *buf)
{
    ck_buf_adds(buf, "id,kind,creator,text,posted,kept,page,licence,licence_grade,saving,"
                     "mine,lists,notes,files,sha256,bytes\r\n");
}

void ck_sheet_csv(struct ck_buf *buf, const struct ck_kept *kept, const json_t *lists)
{
    add_field(buf, kept->id);
    add_field(buf, said(kept->kind));
    add_field(buf, said(kept->author));
    add_field(buf, said(kept->text));
    add_time(buf, kept->created);
    add_time(buf, kept->kept_at);
    add_field(buf, said(kept->page));
    add_field(buf, kept->rights.licence);
    add_field(buf, kept->rights.grade);
    add_field(buf, kept->rights.saving);
    add_field(buf, kept->rights.mine ? "yes" : "");
    add_lists(buf, lists);
    add_field(buf, said(kept->notes));
    add_files(buf, kept);
}

/* A text of any bytes: what is no UTF-8 is left out as a whole. */
static json_t *text_json(const char *text)
{
    json_t *json = json_string(said(text));

    return json != NULL ? json : json_string("");
}

static json_t *files_json(const struct ck_kept *kept)
{
    json_t *files = json_array();

    for (size_t i = 0; i < kept->file_count; i++) {
        const struct ck_kept_file *file = &kept->files[i];
        json_t *one = json_pack("{s:o, s:o, s:I, s:s}", "role", text_json(file->role),
                                "name", text_json(file->name), "bytes",
                                (json_int_t)file->bytes, "sha256", file->sha256);

        if (json_array_append_new(files, one) != 0) {
            json_decref(files);
            return NULL;
        }
    }
    return files;
}

static json_t *row_json(const struct ck_kept *kept, const json_t *lists)
{
    const struct ck_kept_rights *rights = &kept->rights;

    return json_pack("{s:s, s:o, s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:o, s:b, s:o, s:o,"
                     " s:o}",
                     "id", kept->id, "kind", text_json(kept->kind), "creator",
                     text_json(kept->author), "text", text_json(kept->text), "posted",
                     (json_int_t)kept->created, "kept", (json_int_t)kept->kept_at, "page",
                     text_json(kept->page), "licence", text_json(rights->licence),
                     "licence_grade", text_json(rights->grade), "saving",
                     text_json(rights->saving), "mine", (int)rights->mine, "lists",
                     json_deep_copy(lists), "notes", text_json(kept->notes), "files",
                     files_json(kept));
}

bool ck_sheet_json(struct ck_buf *buf, const struct ck_kept *kept, const json_t *lists)
{
    json_auto_t *row = row_json(kept, lists);

    if (!ck_json_add(buf, row, JSON_COMPACT)) {
        return false;
    }
    ck_buf_addc(buf, '\n');
    return true;
}
