#include "tiktok/export_row.h"

#include "tiktok/export_parts.h"

#include <string.h>

/* Days from 1970-01-01 to a day of the Gregorian calendar: years are counted from March,
 * so that the odd day is the last one. */
static int64_t days_to(int64_t year, int64_t month, int64_t day)
{
    int64_t from_march = (month + 9) % 12;
    int64_t years = year - (month <= 2);

    return 365 * years + years / 4 - years / 100 + years / 400 +
           (from_march * 306 + 5) / 10 + day - 719469;
}

/* Reads `digits` figures, then `after` ('\0': nothing). */
static bool take(const char **at, int digits, char after, int64_t *ret)
{
    *ret = 0;
    for (int i = 0; i < digits; i++) {
        char c = **at;

        if (c < '0' || c > '9') {
            return false;
        }
        *ret = *ret * 10 + (c - '0');
        *at += 1;
    }
    if (after == '\0') {
        return true;
    }
    return *(*at)++ == after;
}

int64_t ck_export_date(const char *text)
{
    static const int64_t days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t year, month, day, hour, minute, second;

    if (!take(&text, 4, '-', &year) || !take(&text, 2, '-', &month) ||
        !take(&text, 2, ' ', &day) || !take(&text, 2, ':', &hour) ||
        !take(&text, 2, ':', &minute) || !take(&text, 2, '\0', &second)) {
        return 0;
    }
    if (*text != '\0' && strcmp(text, " UTC") != 0 && strcmp(text, " +0000 UTC") != 0) {
        return 0;
    }
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > days[month - 1] ||
        hour > 23 || minute > 59 || second > 60) {
        return 0;
    }
    return ((days_to(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}

static bool is_one_of(const char *plain, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcmp(plain, *names) == 0) {
            return true;
        }
    }
    return false;
}

/* The first line of several that is the address of a post. */
static void take_link(const char *value, struct ck_export_entry_facts *ret)
{
    char line[2048];
    struct ck_address address;

    for (; *value != '\0' && ret->id[0] == '\0'; value += *value == '\n') {
        size_t len = strcspn(value, "\n");

        if (len < sizeof(line)) {
            memcpy(line, value, len);
            line[len] = '\0';
            if (ck_address_parse(line, &address, NULL) &&
                address.kind == CK_ADDRESS_POST) {
                memcpy(ret->id, address.id, sizeof(ret->id));
                memcpy(ret->user, address.user, sizeof(ret->user));
            }
        }
        value += len;
    }
}

/* Plain names (ck_export_plain()); of the texts that are not English, Dutch is known. */
static const char *const dates[] = {"date", "datum", NULL};
static const char *const links[] = {
    "link",           "videolink", "url", "originalposturl", "originalpostlink",
    "videokoppeling", "koppeling", NULL};
static const char *const texts[] = {"title", "comment", "titel", "opmerking", NULL};
static const char *const names[] = {"username", "gebruikersnaam", NULL};

void ck_export_row_read(const struct ck_export_row *row,
                        struct ck_export_entry_facts *ret)
{
    *ret = (struct ck_export_entry_facts){.text = "", .name = ""};
    for (size_t i = 0; i < row->count; i++) {
        const char *value = row->fields[i].value;
        char plain[CK_PLAIN_SIZE];

        ck_export_plain(row->fields[i].name, plain);
        if (ret->date == 0 && is_one_of(plain, dates)) {
            ret->date = ck_export_date(value);
        } else if (ret->id[0] == '\0' && (is_one_of(plain, links) || plain[0] == '\0')) {
            take_link(value, ret);
        } else if (ret->text[0] == '\0' && is_one_of(plain, texts)) {
            ret->text = strcmp(value, "N/A") != 0 ? value : "";
        } else if (ret->name[0] == '\0' && is_one_of(plain, names)) {
            ret->name = value;
        }
    }
}
