/* The journal's lines. Pure: no I/O. */
#include "keep/journal.h"

#include "base/json.h"

#include "keep/facts.h"
#include "keep/hash.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 8192 };

/* At most TEXT_MAX bytes, cut between characters. */
static json_t *cut_text(const char *text)
{
    size_t len = strnlen(text != NULL ? text : "", TEXT_MAX + 1);

    if (len > TEXT_MAX) {
        len = TEXT_MAX;
        while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80) {
            len--;
        }
    }
    return json_stringn(text != NULL ? text : "", len);
}

static json_t *files_of(const struct ck_kept *kept)
{
    json_t *files = json_array();

    for (size_t i = 0; i < kept->file_count; i++) {
        const struct ck_kept_file *file = &kept->files[i];
        json_t *one =
            json_pack("{s:s, s:s, s:I, s:s}", "role", file->role, "name", file->name,
                      "bytes", (json_int_t)file->bytes, "sha256", file->sha256);

        if (one == NULL || json_array_append_new(files, one) != 0) {
            json_decref(files);
            return NULL;
        }
    }
    return files;
}

/* What a line ends with: its own hash between the two. */
#define SUM_BEFORE ",\"sum\":\""
#define SUM_AFTER "\"}"
enum { SUM_LEN = sizeof(SUM_BEFORE) - 1 + 64 + sizeof(SUM_AFTER) - 1 };

/* The last line has no other that would vouch for it. */
static bool add_sum(struct ck_buf *buf, size_t begin)
{
    char sum[65];

    if (!ck_buf_ok(buf) || !ck_hash_bytes(buf->data + begin, buf->len - begin, sum)) {
        return false;
    }
    ck_buf_addf(buf, SUM_BEFORE "%s" SUM_AFTER, sum);
    return ck_buf_ok(buf);
}

bool ck_journal_sealed(const char *line, size_t len)
{
    char want[SUM_LEN + 1], sum[65];

    if (len < SUM_LEN || !ck_hash_bytes(line, len - SUM_LEN, sum)) {
        return false;
    }
    (void)snprintf(want, sizeof(want), SUM_BEFORE "%s" SUM_AFTER, sum);
    return memcmp(line + len - SUM_LEN, want, SUM_LEN) == 0;
}

/* Writes `event` behind the hash, which so is always at the same place. Takes `event`;
 * NULL is no memory. */
static bool write_line(struct ck_buf *buf, const char *prev, json_t *event)
{
    ck_autobuf struct ck_buf text = {.max = CK_JOURNAL_LINE_MAX - 200};
    size_t begin = buf->len;
    bool ok = ck_json_add(&text, event, JSON_COMPACT);

    json_decref(event);
    if (!ok) {
        return false;
    }
    ck_buf_addf(buf, "{\"prev\":\"%s\",", prev);
    ck_buf_add(buf, text.data + 1, text.len - 2); /* without its braces */
    return add_sum(buf, begin);
}

static const char *known(const char *text)
{
    return text != NULL ? text : "";
}

static bool encode_post(struct ck_buf *buf, const char *prev, int64_t at,
                        const char *event, const struct ck_kept *kept)
{
    return write_line(buf, prev,
                      json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:o, s:I, s:I, s:s, s:o}",
                                "at", (json_int_t)at, "event", event, "post", kept->id,
                                "kind", known(kept->kind), "author", known(kept->author),
                                "page", known(kept->page), "text", cut_text(kept->text),
                                "created", (json_int_t)kept->created, "kept",
                                (json_int_t)kept->kept_at, "seen", known(kept->seen),
                                "files", files_of(kept)));
}

bool ck_journal_encode_kept(struct ck_buf *buf, const char *prev, int64_t at,
                            const struct ck_kept *kept)
{
    return encode_post(buf, prev, at, "kept", kept);
}

bool ck_journal_encode_moved(struct ck_buf *buf, const char *prev, int64_t at,
                             const struct ck_kept *kept)
{
    return encode_post(buf, prev, at, "moved", kept);
}

bool ck_journal_encode_failed(struct ck_buf *buf, const char *prev, int64_t at,
                              const char *post, const char *page, enum ck_code code)
{
    return write_line(buf, prev,
                      json_pack("{s:I, s:s, s:s, s:s, s:s}", "at", (json_int_t)at,
                                "event", "failed", "post", known(post), "page",
                                known(page), "code", ck_code_text(code)));
}

bool ck_journal_encode_files(struct ck_buf *buf, const char *prev, int64_t at,
                             enum ck_files_event event, const char *post,
                             const struct ck_kept *kept)
{
    static const char *const words[] = {[CK_ADDED] = "added",
                                        [CK_PERMITTED] = "permitted",
                                        [CK_WITHDRAWN] = "withdrawn",
                                        [CK_MOVED_AWAY] = "moved"};

    return write_line(buf, prev,
                      json_pack("{s:I, s:s, s:s, s:o}", "at", (json_int_t)at, "event",
                                words[event], "post", known(post), "files",
                                files_of(kept)));
}

bool ck_journal_encode(struct ck_buf *buf, const char *prev, json_t *event)
{
    return write_line(buf, prev, json_incref(event));
}

json_t *ck_journal_event(const char *line, size_t len)
{
    json_error_t error;

    return json_loadb(line, len, JSON_REJECT_DUPLICATES, &error);
}

bool ck_journal_decode(const char *line, size_t len, struct ck_kept *ret_kept)
{
    json_auto_t *event = ck_journal_event(line, len);
    const char *what = json_string_value(json_object_get(event, "event"));

    *ret_kept = (struct ck_kept){0};
    if (what == NULL) {
        return false;
    }
    return strcmp(what, "kept") != 0 || ck_facts_of_event(event, ret_kept);
}

bool ck_journal_decode_moved(const char *line, size_t len, struct ck_kept *ret_kept)
{
    json_auto_t *event = ck_journal_event(line, len);
    const char *what = json_string_value(json_object_get(event, "event"));

    *ret_kept = (struct ck_kept){0};
    return what != NULL && strcmp(what, "moved") == 0 &&
           ck_facts_of_event(event, ret_kept);
}
