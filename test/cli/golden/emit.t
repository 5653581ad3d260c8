## A model as C: files, what cannot be written, what is not there yet.
$ antaeus model emit --c && ls twin-c
twin-c: 7 files, start at twin.h
ant_code.h
ant_elementary.h
elementary_table.h
twin.c
twin.h
twin_1.c
twin_ground.c
$ antaeus model emit physiology/twin --c --out here --name 9-lives --parts 2 --quiet; ls here
ant_code.h
ant_elementary.h
elementary_table.h
m_9_lives.c
m_9_lives.h
m_9_lives_1.c
m_9_lives_2.c
m_9_lives_ground.c
$ antaeus model emit --c --out /dev/null/no
error[system]: cannot make folder /dev/null: File exists
[4]
$ antaeus model emit
error[usage]: say what to emit: --c or --sbml
[2]
$ antaeus model emit --sbml
twin.xml
$ echo 'antaeus 1' >bad.ant; antaeus model emit bad.ant --c; ls bad-c 2>&1
bad.ant:1:1: error[missing]: no file says `model`
    1 | antaeus 1
      | ^
  hint: one file of a model begins with: model "what it is"
ls: cannot access 'bad-c': No such file or directory
[2]
$ cc -std=c11 -Wall -Wextra -Wno-unused-parameter -Werror -O0 -c twin-c/*.c && echo it compiles
it compiles
