/* fake_host.h - a host that a test program becomes when a browser's call starts it. */
#ifndef CK_TEST_FAKE_HOST_H
#define CK_TEST_FAKE_HOST_H

/* Answers a hello, if it was started the way that browser starts hosts. $HOME/behave may
 * ask for something else: exit, error, garble, old, silent, stay. Gives the exit code. */
int fake_host(int argc);

#endif
