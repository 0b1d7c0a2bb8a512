/* cli.h - the person's face: commands. What they print and their exit statuses are
 * described in clipkeep(1). */
#ifndef CK_FACE_CLI_H
#define CK_FACE_CLI_H

/* Runs the command line; returns the exit status. */
int ck_cli_main(int argc, char **argv);

#endif
