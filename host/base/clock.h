/* clock.h - the two things that come from outside of every computation: time and chance.
 * Pure code is given both, so that its tests choose them. */
#ifndef CK_BASE_CLOCK_H
#define CK_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds of a clock that only goes forward; its start means nothing. */
int64_t ck_clock_ms(void);
/* A number from 0 up to, but not including, 1; 0.5 when the system has none. */
double ck_clock_chance(void);

#endif
