/* clock.h - the two things that come from outside of every computation: time and chance.
 * Pure code is given both, so that its tests choose them. */
#ifndef CK_BASE_CLOCK_H
#define CK_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds of a clock that only goes forward; its start means nothing. */
int64_t ck_clock_ms(void);
/* A number from 0 up to, but not including, 1; 0.5 when the system has none. */
double ck_clock_chance(void);

/* A time (Unix seconds) in UTC as "2026-02-02", and as "2026-02-02T12:00:00Z"; "" for
 * one before the year 1 or past the year 9999. Pure. */
enum { CK_DAY_SIZE = 11, CK_TIME_SIZE = 21 };
void ck_clock_day(int64_t seconds, char ret[CK_DAY_SIZE]);
void ck_clock_time(int64_t seconds, char ret[CK_TIME_SIZE]);

#endif
