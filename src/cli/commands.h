/* The commands, one file each. argv[0] is the command's name; each returns the exit status. */
#ifndef WARPAGE_COMMANDS_H
#define WARPAGE_COMMANDS_H

int cmd_check(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_search(int argc, char **argv);
int cmd_fuzz(int argc, char **argv);
int cmd_stress(int argc, char **argv);
int cmd_cpu(int argc, char **argv);
int cmd_live(int argc, char **argv);
int cmd_replay(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_shrink(int argc, char **argv);

#endif
