/* library.h - the library in the save folder is made while there is nothing else to do;
 * for the hall only. */
#ifndef CK_SESSION_LIBRARY_H
#define CK_SESSION_LIBRARY_H

#include <stdbool.h>

struct ck_session;

/* A post was kept, or is gone: the library is to be made once there is nothing to do. */
void ck_session_library_stale(struct ck_session *session);
/* Posts came or went otherwise. Beside a browser as above; elsewhere it is made at once,
 * where there is one: nobody waits for what comes later. */
void ck_session_library_follow(struct ck_session *session);
/* Makes some of it, if it is time to. Called while there is nothing else to do. */
void ck_session_make_library(struct ck_session *session);
/* True while it is not up to date. */
bool ck_session_library_wanted(const struct ck_session *session);
/* Milliseconds until it is time to, -1: never. */
int ck_session_library_wait(const struct ck_session *session);
/* What is half made is given up: the old one stays whole. */
void ck_session_library_end(struct ck_session *session);

#endif
