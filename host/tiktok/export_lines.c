/* The text form of an export: a file for each list, in it entries as lines of "Label:
 * value", with a blank line between two. A value may have further lines: the addresses
 * of a photo post, or a comment's. */
#include "tiktok/export_parts.h"

#include <string.h>

enum { LINE_MAX_BYTES = 64 * 1024, LABEL_MAX = 60 };

void ck_export_lines_begin(struct ck_export *export)
{
    struct ck_export_lines *lines = &export->lines;

    ck_buf_clear(&lines->line);
    ck_buf_clear(&lines->first);
    lines->line.max = LINE_MAX_BYTES;
    lines->first.max = LABEL_MAX + 1;
    lines->blank = true;
    lines->foreign = 0;
    lines->count = 0;
}

/* The length of the label a line begins with, 0 when there is none: an address is no
 * label, and a label is short. */
static size_t label_of(const char *line)
{
    size_t len = strcspn(line, ":");

    if (len == 0 || len > LABEL_MAX || line[len] == '\0' || line[0] == ' ' ||
        (line[len + 1] == '/' && line[len + 2] == '/')) {
        return 0;
    }
    return len;
}

static void end_entry(struct ck_export *export)
{
    if (export->entry.open) {
        ck_export_entry_end(export);
        export->lines.count++;
    }
}

/* A line with a label; `value` is what stands behind it. */
static void take_field(struct ck_export *export, const char *label, const char *value)
{
    struct ck_export_lines *lines = &export->lines;
    bool begins = lines->first.len == 0 ||
                  (lines->blank && (strcmp(ck_buf_text(&lines->first), label) == 0 ||
                                    ck_export_entry_has(export, label)));

    if (lines->first.len == 0) {
        ck_buf_adds(&lines->first, label);
    }
    if (begins) {
        end_entry(export);
        ck_export_entry_begin(export, export->list);
    }
    ck_export_entry_add(export, label, value);
}

/* A line without a label goes on with the value above it. */
static void take_rest(struct ck_export *export, const char *line)
{
    const struct ck_export_entry *entry = &export->entry;

    if (entry->open && entry->count > 0) {
        char label[LABEL_MAX + 1];

        (void)snprintf(label, sizeof(label), "%s",
                       entry->text.data + entry->names[entry->count - 1]);
        ck_export_entry_add(export, label, line);
    } else {
        export->lines.foreign++;
    }
}

/* A byte order mark at the beginning, NUL bytes and blanks at the end say nothing. */
static void tidy(struct ck_buf *line)
{
    if (line->len >= 3 && memcmp(line->data, "\xef\xbb\xbf", 3) == 0) {
        ck_buf_consume(line, 3);
    }
    for (size_t i = 0; i < line->len; i++) {
        if (line->data[i] == '\0') {
            line->data[i] = ' ';
        }
    }
    while (line->len > 0 && strchr("\r ", line->data[line->len - 1]) != NULL) {
        line->data[--line->len] = '\0';
    }
}

static void take_line(struct ck_export *export)
{
    struct ck_export_lines *lines = &export->lines;
    char *line;
    size_t label;

    tidy(&lines->line);
    if (lines->line.len == 0) {
        lines->blank = true;
        return;
    }
    line = lines->line.data;
    label = label_of(line);
    if (label > 0) {
        line[label] = '\0';
        take_field(export, line, line + label + 1 + strspn(line + label + 1, " "));
    } else {
        take_rest(export, line);
    }
    lines->blank = false;
}

/* What is longer than a line may be is cut. */
static void add(struct ck_buf *line, const char *bytes, size_t len)
{
    ck_buf_add(line, bytes, len < line->max - line->len ? len : line->max - line->len);
}

void ck_export_lines_feed(struct ck_export *export, const char *bytes, size_t len)
{
    struct ck_export_lines *lines = &export->lines;

    while (len > 0 && !export->no_memory) {
        const char *end = memchr(bytes, '\n', len);
        size_t part = end != NULL ? (size_t)(end - bytes) : len;

        add(&lines->line, bytes, part);
        export->no_memory = export->no_memory || !ck_buf_ok(&lines->line);
        if (end != NULL && !export->no_memory) {
            take_line(export);
            ck_buf_clear(&lines->line);
        }
        part += end != NULL ? 1 : 0;
        bytes += part;
        len -= part;
    }
}

void ck_export_lines_end(struct ck_export *export)
{
    struct ck_export_lines *lines = &export->lines;
    bool record = ck_export_form(export->list) == CK_FORM_RECORD;

    if (!export->no_memory && lines->line.len > 0) {
        take_line(export);
    }
    end_entry(export);
    /* One line alone says, in the person's language, that there is nothing. */
    if (lines->count == 0 && lines->foreign > 1) {
        ck_export_problem(export, export->name, "its lines are not understood");
    }
    ck_export_add_found(export, export->list, export->name,
                        record && lines->count > 1 ? 1 : lines->count);
}
