/* Permissions as JSON, and the names of their files. Pure: no I/O. */
#include "keep/permission_parts.h"

#include "base/mem.h"
#include "base/version.h"
#include "keep/facts.h"

#include <string.h>

enum { FORMAT = 1, NUMBER_DIGITS = 6, ENDING_MAX = 8 };

static const char file_word[] = "permission-", file_end[] = ".json",
                  withdrawn_end[] = ".withdrawn.json";
static const char *const scope_words[CK_SCOPE_COUNT] = {"keep", "share", "change",
                                                        "sell"};

const char *ck_scope_word(int index)
{
    return scope_words[index];
}

unsigned ck_scope_of_word(const char *word)
{
    for (int i = 0; word != NULL && i < CK_SCOPE_COUNT; i++) {
        if (strcmp(word, scope_words[i]) == 0) {
            return 1U << i;
        }
    }
    return 0;
}

/* --- what can be written down ----------------------------------------------------- */

/* A text in which somebody can read something. */
static bool is_text(const char *text, size_t max, bool lines)
{
    size_t len = strlen(text);

    for (const char *at = text; *at != '\0'; at++) {
        bool line = *at == '\n' || *at == '\t';

        if (((unsigned char)*at < ' ' && !(lines && line)) || *at == 0x7f) {
            return false;
        }
    }
    return len <= max && (lines || strspn(text, " ") < len);
}

static bool digits(const char *text, size_t count, int *ret)
{
    *ret = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        *ret = *ret * 10 + text[i] - '0';
    }
    return true;
}

/* A day that there was, or will be. */
static bool is_day(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year, month, day;
    bool leap;

    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' ||
        !digits(text, 4, &year) || !digits(text + 5, 2, &month) ||
        !digits(text + 8, 2, &day) || year < 1970 || month < 1 || month > 12 || day < 1) {
        return false;
    }
    leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool ck_permit_valid(const struct ck_permit *permit, const char **ret_bad)
{
    *ret_bad = !is_text(permit->who, CK_PERMISSION_WHO_MAX, false)    ? "who"
               : permit->scope == 0 || permit->scope > 15             ? "scope"
               : !is_day(permit->given)                               ? "when"
               : !is_text(permit->note, CK_PERMISSION_NOTE_MAX, true) ? "note"
                                                                      : NULL;
    return *ret_bad == NULL;
}

/* --- names ------------------------------------------------------------------------ */

static const char *last_of(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash != NULL ? slash + 1 : name;
}

bool ck_permission_base(const struct ck_kept *kept, struct ck_buf *ret)
{
    static const char end[] = "info.json", album[] = "post.info.json";

    for (size_t i = 0; i < kept->file_count; i++) {
        const char *name = kept->files[i].name;
        size_t len = strlen(name);

        if (strcmp(kept->files[i].role, "sidecar") != 0 || len < sizeof(end)) {
            continue;
        }
        len -= strcmp(last_of(name), album) == 0 ? sizeof(album) - 1 : sizeof(end) - 1;
        ck_buf_add(ret, name, len);
        return ck_buf_ok(ret);
    }
    return false;
}

/* Where "permission-N" begins in the last component; `ret_end` is what follows the
 * number. NULL: it is not there. */
static const char *find_number(const char *name, const char **ret_end)
{
    const char *last = last_of(name), *at = NULL, *next = strstr(last, file_word);
    size_t count;

    for (; next != NULL; next = strstr(next + 1, file_word)) {
        at = next == last || next[-1] == '.' ? next + sizeof(file_word) - 1 : at;
    }
    count = at != NULL ? strspn(at, "0123456789") : 0;
    if (count == 0 || count > NUMBER_DIGITS || at[0] == '0' || at[count] != '.') {
        return NULL;
    }
    *ret_end = at + count;
    return at;
}

int64_t ck_permission_number_of(const char *name)
{
    const char *end, *at = find_number(name, &end);
    int number = 0;

    return at != NULL && strcmp(end, file_end) == 0 &&
                   digits(at, (size_t)(end - at), &number)
               ? number
               : 0;
}

bool ck_permission_owns(const char *name)
{
    const char *end;

    return find_number(name, &end) != NULL &&
           (strcmp(end, file_end) == 0 || strcmp(end, withdrawn_end) == 0 ||
            strncmp(end, ".proof.", 7) == 0);
}

void ck_permission_ending(const char *name, char ret[12])
{
    const char *dot = strrchr(last_of(name), '.');
    size_t len = dot != NULL ? strlen(dot + 1) : 0;

    memcpy(ret, ".bin", 5);
    if (len == 0 || len > ENDING_MAX) {
        return;
    }
    for (size_t i = 0; i < len; i++) {
        char c = dot[1 + i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9'))) {
            return;
        }
    }
    for (size_t i = 0; i <= len; i++) {
        char c = dot[1 + i];

        ret[1 + i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
}

/* --- JSON ------------------------------------------------------------------------- */

static json_t *scope_list(unsigned scope)
{
    json_t *list = json_array();

    for (int i = 0; i < CK_SCOPE_COUNT; i++) {
        if ((scope & 1U << i) != 0) {
            (void)json_array_append_new(list, json_string(scope_words[i]));
        }
    }
    return list;
}

json_t *ck_permission_json(const char *post, const char *page,
                           const struct ck_permission *permission)
{
    json_t *o =
        json_pack("{s:i, s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:I}", "format", FORMAT,
                  "version", CK_VERSION, "post", post, "page", page != NULL ? page : "",
                  "who", permission->who, "scope", scope_list(permission->scope), "when",
                  permission->given, "note", permission->note, "recorded",
                  (json_int_t)permission->recorded_at);

    if (o != NULL && permission->proof[0] != '\0' &&
        json_object_set_new(o, "proof",
                            json_pack("{s:s, s:I, s:s}", "name",
                                      last_of(permission->proof), "bytes",
                                      (json_int_t)permission->proof_bytes, "sha256",
                                      permission->proof_sha256)) != 0) {
        json_decref(o);
        return NULL;
    }
    return o;
}

char *ck_withdrawal_name(const char *name)
{
    size_t len = strlen(name) - (sizeof(file_end) - 1);
    struct ck_buf to = {.max = 1024};

    ck_buf_add(&to, name, len);
    ck_buf_adds(&to, withdrawn_end);
    return ck_buf_take(&to);
}

json_t *ck_withdrawal_json(const char *post, const char *file, int64_t at)
{
    return json_pack("{s:i, s:s, s:s, s:s, s:I}", "format", FORMAT, "version", CK_VERSION,
                     "post", post, "withdraws", last_of(file), "withdrawn",
                     (json_int_t)at);
}

static int64_t time_of(const json_t *object, const char *key)
{
    json_int_t at = json_integer_value(json_object_get(object, key));

    return at > 0 && at < 253402300800 ? at : 0;
}

int64_t ck_withdrawal_read(const json_t *json)
{
    return time_of(json, "withdrawn");
}

/* Words of a newer Clipkeep are passed over. */
static unsigned scope_of(const json_t *list)
{
    unsigned scope = 0;
    size_t i;
    json_t *word;

    json_array_foreach(list, i, word)
    {
        scope |= ck_scope_of_word(json_string_value(word));
    }
    return scope;
}

/* A text without a NUL in it, else "". */
static const char *text_of(const json_t *object, const char *key)
{
    const json_t *member = json_object_get(object, key);
    const char *text = json_string_value(member);

    return text != NULL && strlen(text) == json_string_length(member) ? text : "";
}

/* A proof lies beside the file `name` that speaks of it, and bears its name. */
static bool read_proof(const json_t *json, const char *name, struct ck_permission *ret)
{
    const json_t *proof = json_object_get(json, "proof");
    const char *sha256 = text_of(proof, "sha256"), *own = text_of(proof, "name");
    json_int_t bytes = json_integer_value(json_object_get(proof, "bytes"));
    struct ck_buf path = {.max = 1024};

    if (proof == NULL) {
        ret->proof = ck_strdup("");
        return ret->proof != NULL;
    }
    ck_buf_add(&path, name, (size_t)(last_of(name) - name));
    ck_buf_adds(&path, own);
    ret->proof = ck_buf_take(&path);
    ret->proof_bytes = bytes;
    if (ret->proof == NULL || strchr(own, '/') != NULL || strlen(sha256) != 64 ||
        strspn(sha256, "0123456789abcdef") != 64 || bytes < 0 ||
        !ck_facts_name_ok(ret->proof) || !ck_permission_owns(ret->proof)) {
        return false;
    }
    memcpy(ret->proof_sha256, sha256, sizeof(ret->proof_sha256));
    return true;
}

static bool is_post(const char *id)
{
    size_t len = strlen(id);

    return len >= 1 && len <= 23 && strspn(id, "0123456789") == len;
}

bool ck_permission_read(const json_t *json, const char *name, char ret_post[24],
                        struct ck_permission *ret)
{
    struct ck_permit permit = {.who = text_of(json, "who"),
                               .note = text_of(json, "note"),
                               .scope = scope_of(json_object_get(json, "scope"))};
    const char *post = text_of(json, "post"), *given = text_of(json, "when"), *bad;

    *ret = (struct ck_permission){.number = ck_permission_number_of(name),
                                  .scope = permit.scope,
                                  .recorded_at = time_of(json, "recorded")};
    if (strlen(given) >= sizeof(permit.given) || !is_post(post) || ret->number == 0 ||
        !ck_facts_name_ok(name)) {
        return false;
    }
    memcpy(permit.given, given, strlen(given) + 1);
    memcpy(ret->given, given, strlen(given) + 1);
    memcpy(ret_post, post, strlen(post) + 1);
    ret->who = ck_strdup(permit.who);
    ret->note = ck_strdup(permit.note);
    ret->file = ck_strdup(name);
    if (!ck_permit_valid(&permit, &bad) || ret->who == NULL || ret->note == NULL ||
        ret->file == NULL || !read_proof(json, name, ret)) {
        ck_permission_clear(ret);
        return false;
    }
    return true;
}
