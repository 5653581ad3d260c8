/* verbs.h - one function a verb: it reads its words (the verb not among them), does its work and
 * returns the exit status. */
#ifndef ANT_CLI_VERBS_H
#define ANT_CLI_VERBS_H

int ant_cli_bone(int argc, char **argv);
int ant_cli_compare(int argc, char **argv);
int ant_cli_explain(int argc, char **argv);
int ant_cli_fly(int argc, char **argv);
int ant_cli_model(int argc, char **argv);
int ant_cli_model_check(int argc, char **argv);
int ant_cli_model_credit(int argc, char **argv);
int ant_cli_model_doc(int argc, char **argv);
int ant_cli_model_emit(int argc, char **argv);
int ant_cli_model_graph(int argc, char **argv);
int ant_cli_model_info(int argc, char **argv);
int ant_cli_score(int argc, char **argv);
int ant_cli_stone(int argc, char **argv);

#endif /* ANT_CLI_VERBS_H */
