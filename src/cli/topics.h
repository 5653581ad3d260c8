/* topics.h - what `antaeus explain` knows: messages, with a mistake and its repair, and words of
 * the language, with an example each.  The tests read every one of them. */
#ifndef ANT_CLI_TOPICS_H
#define ANT_CLI_TOPICS_H

#include "antaeus/diag.h"

/* A kind of message.  The texts are lines of a module, or of a command line where they begin with
 * "antaeus "; they stand behind ant_topic_frame in a test. */
typedef struct ant_topic_code {
  ant_status code;
  const char *about;   /* when it comes and what it protects from               */
  const char *mistake; /* NULL: nothing that is written brings it               */
  const char *repair;
} ant_topic_code;

/* Words of the language: a keyword, a clause, a part of an expression. */
typedef struct ant_topic_word {
  const char *names; /* one or several, separated by blanks                     */
  const char *form;
  const char *about;
  const char *example; /* lines of a file                                       */
} ant_topic_word;

/* The I-th, or NULL behind the last. */
const ant_topic_code *ant_topic_code_at(int i);
const ant_topic_word *ant_topic_word_at(int i);

/* What stands in front of the lines of a module to make them a whole model. */
extern const char *const ant_topic_frame;

#endif /* ANT_CLI_TOPICS_H */
