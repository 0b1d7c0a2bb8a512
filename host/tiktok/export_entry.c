/* The entry of a list, as it is put together and told of. */
#include "tiktok/export_parts.h"

#include <string.h>

enum { ENTRY_MAX = 256 * 1024 };

void ck_export_entry_begin(struct ck_export *export, enum ck_export_list list)
{
    struct ck_export_entry *entry = &export->entry;

    entry->open = true;
    entry->list = list;
    entry->count = 0;
    ck_buf_clear(&entry->text);
    entry->text.max = ENTRY_MAX;
}

/* The field of this name, `count` when there is none. */
static size_t find(const struct ck_export_entry *entry, const char *name)
{
    size_t i = 0;

    while (i < entry->count && strcmp(entry->text.data + entry->names[i], name) != 0) {
        i++;
    }
    return i;
}

bool ck_export_entry_has(const struct ck_export *export, const char *name)
{
    return export->entry.open && find(&export->entry, name) < export->entry.count;
}

/* Only the last field can grow; that of another one would begin anew. */
static void append(struct ck_export_entry *entry, const char *name, const char *value)
{
    bool again = entry->count > 0 &&
                 strcmp(entry->text.data + entry->names[entry->count - 1], name) == 0;

    if (again) {
        entry->text.len--; /* the NUL behind its value */
        ck_buf_addc(&entry->text, '\n');
    } else {
        entry->names[entry->count] = entry->text.len;
        ck_buf_add(&entry->text, name, strlen(name) + 1);
        entry->values[entry->count] = entry->text.len;
        entry->count++;
    }
    ck_buf_add(&entry->text, value, strlen(value) + 1);
}

void ck_export_entry_add(struct ck_export *export, const char *name, const char *value)
{
    struct ck_export_entry *entry = &export->entry;
    size_t needed = strlen(name) + strlen(value) + 2;

    /* What no honest entry holds is left out of a dishonest one. */
    if (!entry->open || entry->count == CK_EXPORT_FIELDS_MAX ||
        needed > ENTRY_MAX - entry->text.len) {
        return;
    }
    append(entry, name, value);
    export->no_memory = export->no_memory || !ck_buf_ok(&entry->text);
    entry->open = ck_buf_ok(&entry->text);
}

void ck_export_entry_end(struct ck_export *export)
{
    struct ck_export_entry *entry = &export->entry;
    struct ck_export_field fields[CK_EXPORT_FIELDS_MAX];
    const struct ck_export_row row = {entry->list, fields, entry->count};

    if (entry->open && export->told != NULL) {
        for (size_t i = 0; i < entry->count; i++) {
            fields[i] = (struct ck_export_field){entry->text.data + entry->names[i],
                                                 entry->text.data + entry->values[i]};
        }
        export->told(export->ctx, &row);
    }
    entry->open = false;
}
