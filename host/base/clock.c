#include "base/clock.h"

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
