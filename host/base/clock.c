#include "base/clock.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

int64_t ck_clock_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

double ck_clock_chance(void)
{
    uint32_t number;

    if (getentropy(&number, sizeof(number)) != 0) {
        return 0.5;
    }
    return number / 4294967296.0;
}

void ck_clock_time(int64_t seconds, char ret[CK_TIME_SIZE])
{
    time_t time = (time_t)seconds;
    struct tm tm;

    if (gmtime_r(&time, &tm) == NULL || tm.tm_year < -1899 ||
        strftime(ret, CK_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm) != CK_TIME_SIZE - 1) {
        ret[0] = '\0';
    }
}

void ck_clock_day(int64_t seconds, char ret[CK_DAY_SIZE])
{
    char time[CK_TIME_SIZE];

    ck_clock_time(seconds, time);
    memcpy(ret, time, CK_DAY_SIZE - 1);
    ret[CK_DAY_SIZE - 1] = '\0';
}
