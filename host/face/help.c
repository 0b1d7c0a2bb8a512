#include "face/command.h"

#include <stdio.h>
#include <string.h>

static const char overview[] =
    "Clipkeep keeps TikToks: whole, verified, in a plain folder.\n"
    "\n"
    "usage: clipkeep COMMAND [OPTION...] [ARGUMENT...]\n"
    "\n"
    "  save ADDRESS...      save posts into the save folder\n"
    "  backup @USER|FILE... save a whole account, list or file of links\n"
    "  import FILE          take in TikTok's data export\n"
    "  receipt [RUN]        say how what was backed up adds up\n"
    "  inspect ADDRESS|FILE show what Clipkeep understands of a page\n"
    "  list                 show what is kept, and what could not be\n"
    "  pause [NUMBER...]    pause jobs, or all of them\n"
    "  resume [NUMBER...]   go on with what is paused or unfinished\n"
    "  retry [NUMBER...]    try again what could not be saved\n"
    "  cancel NUMBER...     call off jobs, or with --all all of them\n"
    "  forget-history       forget what has ended, and the log\n"
    "  folder [DIR]         show or choose the save folder\n"
    "  verify               read all that is kept again, and say what is damaged\n"
    "  schedule [WHEN]      have this computer look for what is new by itself\n"
    "  timestamp            have an outside authority confirm when it was kept\n"
    "  rescan               make the record of what is kept anew from the folder\n"
    "  adopt DIR            take in what yt-dlp or myfaveTT downloaded\n"
    "  export               hand out what is kept: BagIt, Jellyfin and Kodi, tables\n"
    "  library              make index.html in the save folder, to browse what is kept\n"
    "  permissions POST     show or write down what the creator permitted\n"
    "  register [BROWSER...]    tell browsers about Clipkeep\n"
    "  unregister [BROWSER...]  undo that\n"
    "  doctor               check the set-up and say how to mend it\n"
    "\n"
    "  clipkeep COMMAND --help  what a command takes\n"
    "  clipkeep --version       the version\n"
    "\n"
    "Every command takes --json. Exit status: 0 fine, 1 something could not be saved or\n"
    "done, or is damaged, 2 wrong command line, 3 no post in what was read, 4 not\n"
    "readable, 5 the set-up needs mending, 130 cancelled. More: man clipkeep\n";

static const struct {
    const char *name, *text;
} texts[] = {
    {"save",
     "usage: clipkeep save [OPTION...] ADDRESS...\n"
     "\n"
     "Saves each post into the save folder and prints where its file is, of a photo\n"
     "post its folder. A post that is kept already is not downloaded again.\n"
     "\n"
     "  -a, --again             save also what is kept already, under another name\n"
     "      --privately         keep posts for yourself although their creators have\n"
     "                          turned saving off\n"
     "      --quality QUALITY   best, compatible (plays everywhere), small or "
     "sound-only\n"
     "      --captions WHICH    all, spoken (not translated by machine) or none\n"
     "      --watermark         a video with TikTok's watermark rather than none\n"
     "      --parallel COUNT    so many posts at once, 1 to 8\n"
     "      --speed-limit RATE  bytes a second at most, such as 500k or 2M; 0: no "
     "limit\n"
     "      --user-agent TEXT   how to introduce itself to TikTok\n"
     "      --json              print one JSON document when all is done\n"
     "\n"
     "Without these the settings hold, as chosen on the extension's options page.\n"},
    {"backup",
     "usage: clipkeep backup [OPTION...] @USER|ADDRESS|FILE|-...\n"
     "\n"
     "Saves all posts of an account, collection, playlist, tag or sound that TikTok "
     "shows\n"
     "to everybody, or all links in FILE (\"-\": the standard input), and says in the "
     "end\n"
     "how it adds up. FILE may be any text, or an archive file of yt-dlp. The next time\n"
     "only what is new is looked for. What only you may see (your likes, favourites and\n"
     "private posts) is backed up from your browser.\n"
     "\n"
     "      --comments N  keep the comments of each post too, at most N with replies\n"
     "      --due         without a list: the public lists that were backed up here\n"
     "                    before, but for those that were gone through in the last 20\n"
     "                    hours\n"
     "      --full        go through the lists to their end, whatever is known already\n"
     "      --privately   keep posts for yourself although their creators have turned\n"
     "                    saving off\n"
     "      --json        print one JSON document when all is done\n"
     "\n"
     "It takes its time on purpose. Ctrl-C stops it; the same command goes on.\n"
     "Exit status: 0 all that there is was kept, 1 some could not be, or a list came\n"
     "short, 2 wrong command line, 130 stopped.\n"},
    {"inspect",
     "usage: clipkeep inspect [--json] ADDRESS|FILE\n"
     "\n"
     "Shows what Clipkeep understands of a page. Nothing is saved. FILE is a saved\n"
     "page or API answer, \"-\" stands for the standard input.\n"
     "\n"
     "      --json   print JSON\n"},
    {"import",
     "usage: clipkeep import [OPTION...] FILE|FOLDER\n"
     "\n"
     "Saves the posts of TikTok's data export, with the dates when they were liked or\n"
     "chosen, and keeps tables of followers and comments. On a terminal it says what\n"
     "is in it and asks first. FILE is the ZIP as it was downloaded, or a file from\n"
     "it, FOLDER what it was unpacked to. Direct messages are never read.\n"
     "\n"
     "      --dry-run      only show which lists are in it, and how long they are\n"
     "      --lists NAMES  take these, with commas between: posts, stories, likes,\n"
     "                     favourites, reposts, comments, followers, following,\n"
     "                     watch-history\n"
     "      --later        save nothing now; clipkeep resume does\n"
     "      --queue        fetch the files of your own posts now, whose links end; the\n"
     "                     other posts wait for a browser or clipkeep resume\n"
     "      --privately    keep posts for yourself although their creators have turned\n"
     "                     saving off\n"
     "      --progress     print how far it is, as lines of JSON\n"
     "      --json         print JSON\n"
     "\n"
     "Exit status: 0 all was read, 1 something could not be, 3 there is nothing of\n"
     "TikTok's in it, 4 it could not be read.\n"},
    {"receipt",
     "usage: clipkeep receipt [--json] [RUN]\n"
     "\n"
     "Says of each list, as it was gone through last, how many posts were found, and\n"
     "what became of them: saved, kept already, gone, not saved and why, waiting. With\n"
     "the number of a run, of that one, and names the posts that are gone or failed.\n"
     "\n"
     "      --json   print JSON\n"},
    {"list", "usage: clipkeep list [--jobs] [-n COUNT] [--json]\n"
             "\n"
             "Lists the posts that are kept, newest first.\n"
             "\n"
             "  -j, --jobs         list jobs instead: what waits, what failed and why\n"
             "  -n, --limit COUNT  at most so many (default 50)\n"
             "      --json         print JSON\n"},
    {"pause",
     "usage: clipkeep pause [--json] [NUMBER...]\n"
     "\n"
     "Pauses the jobs of these numbers (see clipkeep list --jobs), or all that are\n"
     "unfinished, whichever Clipkeep has them. They stay paused until resumed.\n"
     "\n"
     "  -a, --all    all of them, as without a number\n"
     "      --json   print JSON\n"},
    {"resume",
     "usage: clipkeep resume [OPTION...] [NUMBER...]\n"
     "\n"
     "Goes on with the paused jobs of these numbers, or all, and works until\n"
     "nothing is left that is unfinished.\n"
     "\n"
     "  -a, --all     all of them, as without a number\n"
     "  -q, --quiet   in the background: prints nothing, leaves what is paused,\n"
     "                ends at once where another one is at it\n"
     "      --json    print JSON\n"},
    {"retry",
     "usage: clipkeep retry [OPTION...] [NUMBER...]\n"
     "\n"
     "Tries the failed jobs of these numbers again, or all that failed and were not\n"
     "saved since, and works until nothing is left that is unfinished.\n"
     "\n"
     "  -a, --all     all of them, as without a number\n"
     "      --privately   keep posts for yourself although their creators have turned\n"
     "                    saving off\n"
     "  -q, --quiet       print only what is wrong with the program itself\n"
     "      --json        print JSON\n"},
    {"cancel",
     "usage: clipkeep cancel [--json] NUMBER...|--all\n"
     "\n"
     "Calls off the jobs of these numbers (see clipkeep list --jobs), or all that are\n"
     "unfinished, whichever Clipkeep has them. What is kept already stays.\n"
     "\n"
     "  -a, --all    all of them\n"
     "      --json   print JSON\n"
     "\n"
     "Exit status: 0 done, 1 not all of these jobs were unfinished.\n"},
    {"forget-history",
     "usage: clipkeep forget-history [--json]\n"
     "\n"
     "Forgets the jobs that have ended, and empties the log. Posts that are kept, and\n"
     "jobs that have not ended, stay.\n"
     "\n"
     "      --json   print JSON\n"},
    {"folder",
     "usage: clipkeep folder [OPTION...] [DIR]\n"
     "\n"
     "Prints the save folder, or makes DIR the save folder from now on. On a terminal\n"
     "it asks whether what is kept elsewhere is to be moved there; else that stays.\n"
     "\n"
     "      --move           move what is kept in other folders into the save folder\n"
     "      --leave          leave it where it is, and do not ask about it again\n"
     "  -q, --quiet          print nothing, and move only what was not left\n"
     "      --names PATTERN  how new posts are named, such as\n"
     "                       \"{author}/{date} {title} [{id}]\" (\"\": as at first);\n"
     "                       fields: author nickname date year month day title id\n"
     "                       kind music\n"
     "      --json           print JSON\n"},
    {"verify",
     "usage: clipkeep verify [--fetch-again] [--json]\n"
     "\n"
     "Reads every kept file in the save folder again and compares it with what was\n"
     "kept. Names files that are damaged, missing, moved or not Clipkeep's. Changes\n"
     "no file. Ctrl-C stops it; the next run goes on from there.\n"
     "\n"
     "      --fetch-again  then save posts with damaged or missing files once more;\n"
     "                     damaged files stay as they are\n"
     "      --json         print one JSON document when all is done\n"
     "\n"
     "Exit status: 0 all is good, 1 something is damaged or missing (or could not be\n"
     "saved again), 5 the folder or the record could not be read, 130 stopped.\n"},
    {"schedule",
     "usage: clipkeep schedule [--json] [weekly|daily [LIST...]|off|show]\n"
     "\n"
     "Has this computer run clipkeep backup --due by itself: a systemd user timer, or\n"
     "where there is none a line in your crontab (on macOS a launchd agent). LIST is "
     "what\n"
     "clipkeep backup takes: @user, a link to a list, a file of links. Without any it\n"
     "goes through the public lists that were backed up here before. What others have\n"
     "put there is never touched.\n"
     "\n"
     "  weekly, daily   set it, in place of what was set before\n"
     "  off             take it away\n"
     "  show            say what is set, and when it runs next; so without a word\n"
     "      --json      print JSON\n"},
    {"timestamp",
     "usage: clipkeep timestamp [--json]\n"
     "\n"
     "Has an outside authority confirm, with its signature, that all that is kept "
     "existed\n"
     "at this time. Only the hash of SHA256SUMS is sent, over https, to Sectigo. The\n"
     "answer is kept in the save folder under timestamps/; clipkeep verify looks at it\n"
     "again, and so can anybody with openssl: see man clipkeep.\n"
     "\n"
     "      --json   print JSON\n"
     "\n"
     "Exit status: 0 done, 1 no timestamp could be had.\n"},
    {"rescan",
     "usage: clipkeep rescan [--json]\n"
     "\n"
     "Makes the record of what is kept anew from the journal and the .info.json files\n"
     "in the save folder. A damaged record is set aside first; what the record has\n"
     "stays. Files are not touched.\n"
     "\n"
     "      --json   print one JSON document when all is done\n"
     "\n"
     "Exit status: 0 done, 5 it could not be done, 130 stopped: begin again.\n"},
    {"adopt",
     "usage: clipkeep adopt [--dry-run] [--json] DIR\n"
     "\n"
     "Takes posts that yt-dlp, myfaveTT or another program has downloaded into DIR into\n"
     "the save folder, without downloading them again. DIR is only read; its files are\n"
     "checked and copied. A post that is kept already is left alone, so that the same\n"
     "command can be given again at any time.\n"
     "\n"
     "      --dry-run   only say what would be done\n"
     "      --json      print one JSON document when all is done\n"
     "\n"
     "Exit status: 0 all is kept now, 1 posts could not be taken in, 3 no post was "
     "found,\n"
     "130 stopped: the same command goes on.\n"},
    {"export",
     "usage: clipkeep export FORM [--link] [--json]\n"
     "\n"
     "Hands out what is kept in the save folder in a form that other programs read.\n"
     "What is kept is not changed, and nothing is ever replaced.\n"
     "\n"
     "      --bagit DIR   a new folder with all files, a BagIt bag (RFC 8493)\n"
     "      --nfo DIR     a new folder with the videos, for Jellyfin and Kodi\n"
     "      --nfo-here    only the .nfo files, beside the videos in the save folder\n"
     "      --csv FILE    a table for spreadsheets, one row a post\n"
     "      --jsonl FILE  the same for programs, one JSON object a line\n"
     "      --link        share the bytes with the save folder where the drive can\n"
     "      --json        print one JSON document when all is done\n"
     "\n"
     "Exit status: 0 all is there, 1 files were left out or it could not be done, 130\n"
     "stopped: then nothing of it stays.\n"},
    {"library",
     "usage: clipkeep library [--json]\n"
     "\n"
     "Makes the library of what is kept: index.html in the save folder. Open it by\n"
     "double click, in any browser, without Clipkeep and without the internet. Only\n"
     "what is new is read. An index.html that Clipkeep did not make stays.\n"
     "\n"
     "      --json   print one JSON document when all is done\n"
     "\n"
     "Exit status: 0 done, 5 it could not be done, 130 stopped: the old one stays.\n"},
    {"permissions",
     "usage: clipkeep permissions [OPTION...] POST\n"
     "\n"
     "Lists what the creator of a kept post permitted, as it was written down. POST is\n"
     "its address or id. With --who, writes another one down beside the post first.\n"
     "\n"
     "      --who NAME         who permitted it\n"
     "      --scope WORDS      what: keep, share, change, sell, with commas between\n"
     "      --when DAY         on which day, as 2026-01-31\n"
     "      --note TEXT        whatever is to be known about it\n"
     "      --proof FILE       a file that shows it, to be copied beside the post\n"
     "      --withdraw NUMBER  note that one does not hold any more\n"
     "      --json             print JSON\n"},
    {"register",
     "usage: clipkeep register [OPTION...] [BROWSER...]\n"
     "\n"
     "Tells the browsers named, or every browser that is present, about Clipkeep.\n"
     "\n"
     "      --dry-run          only show what would be written\n"
     "      --force            replace another program's registration\n"
     "      --dir DIR          write into DIR instead (needs --family)\n"
     "      --family FAMILY    \"chromium\" or \"firefox\"\n"
     "      --program FILE     register this program instead of the running one\n"
     "      --extension-id ID  also let in the extension with this id\n"
     "      --json             print JSON\n"},
    {"unregister", "usage: clipkeep unregister [OPTION...] [BROWSER...]\n"
                   "\n"
                   "Removes what `clipkeep register` wrote. Saved files stay.\n"
                   "\n"
                   "      --dry-run          only show what would be removed\n"
                   "      --dir DIR          look into DIR instead (needs --family)\n"
                   "      --family FAMILY    \"chromium\" or \"firefox\"\n"
                   "      --extension-id ID  do not let in this extension any more\n"
                   "      --json             print JSON\n"},
    {"doctor",
     "usage: clipkeep doctor [--report] [--json]\n"
     "\n"
     "Checks folders, browsers and this program, and says how to mend what is\n"
     "wrong.\n"
     "\n"
     "      --report  one text to copy into a question, with the end of the log;\n"
     "                names neither you nor a post\n"
     "      --json    print JSON\n"},
};

void ck_help(const char *name)
{
    const char *text = overview;

    for (size_t i = 0; name != NULL && i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (strcmp(texts[i].name, name) == 0) {
            text = texts[i].text;
        }
    }
    (void)fputs(text, stdout);
}

int ck_usage(const char *command, const char *what)
{
    if (command == NULL && what == NULL) {
        (void)fputs(overview, stderr);
    } else if (command == NULL) {
        (void)fprintf(stderr, "clipkeep: no command \"%s\"; see clipkeep --help\n", what);
    } else {
        (void)fprintf(stderr, "clipkeep %s: %s; see clipkeep %s --help\n", command, what,
                      command);
    }
    return CK_EXIT_USAGE;
}

int ck_option_next(int argc, char **argv, const char *letters,
                   const struct option *options)
{
    int option = getopt_long(argc, argv, letters, options, NULL);

    if (option == CK_OPTION_HELP) {
        ck_help(argv[0]);
    }
    return option;
}

bool ck_only_json(int argc, char **argv, bool *ret_json, int *ret_status)
{
    static const struct option options[] = {{"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    int option;

    *ret_json = false;
    while ((option = ck_option_next(argc, argv, "", options)) != -1) {
        if (option != 'J') {
            *ret_status = option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
            return false;
        }
        *ret_json = true;
    }
    if (optind != argc) {
        *ret_status = ck_usage(argv[0], "too many arguments");
        return false;
    }
    return true;
}
