#include "face/stamp_text.h"

#include "face/command.h"
#include "face/encode.h"

#include <stdio.h>
#include <time.h>

const char *ck_stamp_date(int64_t at, char ret[CK_STAMP_DATE])
{
    const time_t when = (time_t)at;
    struct tm tm;

    if (gmtime_r(&when, &tm) == NULL ||
        strftime(ret, CK_STAMP_DATE, "%Y-%m-%d %H:%M:%S UTC", &tm) == 0) {
        (void)snprintf(ret, CK_STAMP_DATE, "an unknown time");
    }
    return ret;
}

void ck_stamp_print(const struct ck_stamp_news *news)
{
    char date[CK_STAMP_DATE];

    if (news->verdict == CK_STAMP_BAD) {
        (void)printf("%s proves nothing any more: it, or one of the two files beside it, "
                     "was changed.\n",
                     news->name);
        return;
    }
    if (news->growing) {
        (void)printf("The first %lld files in SHA256SUMS", (long long)news->lines);
    } else {
        (void)printf("%lld files, which the list beside %s names,",
                     (long long)news->lines, news->name);
    }
    (void)printf(" existed at %s,\naccording to ", ck_stamp_date(news->stamp.at, date));
    ck_print_clean(news->stamp.authority);
    (void)puts(news->verdict == CK_STAMP_GOOD
                   ? "."
                   : ", whom this computer does not know: that is worth\nas much as you "
                     "trust the certificates beside it.");
}

json_t *ck_stamp_json(const struct ck_stamp_news *news)
{
    static const char *const verdicts[] = {"good", "unknown-authority", "bad"};

    return json_pack("{s:s, s:s, s:I, s:o, s:I, s:b}", "name", news->name, "verdict",
                     verdicts[news->verdict], "at", (json_int_t)news->stamp.at,
                     "authority", ck_encode_text(news->stamp.authority, 256), "lines",
                     (json_int_t)news->lines, "growing", (int)news->growing);
}
