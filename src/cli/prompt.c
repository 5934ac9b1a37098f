/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Secrets from a terminal or from standard input; never from the command line, which others can read. */
#include "cli/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "core/error.h"

#define MAX_BYTES 4096

static char *
read_line (int descriptor, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  char byte;
  gssize got;

  while ((got = read (descriptor, &byte, 1)) != 0 && line->len < MAX_BYTES)
    {
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0 || byte == '\n')
        break;
      g_string_append_c (line, byte);
    }
  if (line->len > 0 && line->str[line->len - 1] == '\r')
    g_string_truncate (line, line->len - 1);
  if (line->len > 0 && g_utf8_validate_len (line->str, line->len, NULL))
    return g_string_free (g_steal_pointer (&line), FALSE);
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID, _ ("no password was given"));
  return NULL;
}

char *
dovetail_prompt_read_stdin (GError **error)
{
  return read_line (STDIN_FILENO, error);
}

char *
dovetail_prompt_secret (const char *question, GError **error)
{
  int terminal = open ("/dev/tty", O_RDWR | O_CLOEXEC);
  struct termios before, silent;
  char *secret;

  if (terminal < 0 || tcgetattr (terminal, &before) != 0)
    {
      if (terminal >= 0)
        close (terminal);
      g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
                           _ ("there is no terminal to ask for the password on. Use --password-stdin"));
      return NULL;
    }
  silent = before;
  silent.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (terminal, TCSAFLUSH, &silent);
  dprintf (terminal, "%s", question);
  secret = read_line (terminal, error);
  tcsetattr (terminal, TCSAFLUSH, &before);
  dprintf (terminal, "\n");
  close (terminal);
  return secret;
}
