package deploy_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pressbox/internal/deploy"
	"pressbox/internal/deploy/git"
)

// need skips a test whose program is missing, and fails where all must be there.
func need(t *testing.T, program string, elsewhere ...string) string {
	t.Helper()
	for _, name := range append([]string{program}, elsewhere...) {
		if at, err := exec.LookPath(name); err == nil {
			return at
		}
	}
	missing(t, program)
	return ""
}

func openGit(t *testing.T, history bool) place {
	need(t, "git")
	dir := t.TempDir()
	bare := filepath.Join(dir, "pages.git")
	said(t, "git", "init", "--quiet", "--template=", "--bare", bare)
	program := cutGit(t, t.TempDir())
	branch := func(program string) *git.Branch {
		return &git.Branch{
			Repository: bare, Name: "pages", KeepHistory: history, Scratch: filepath.Join(dir, "scratch.git"),
			Author: "News Desk <desk@news.example>", Message: "Publish", Time: time.Date(2022, 11, 1, 17, 5, 0, 0, time.UTC),
			Program: program, Pause: time.Millisecond,
		}
	}
	checkout := func(do func(dir string)) {
		work := t.TempDir()
		said(t, "git", "clone", "--quiet", "--depth=1", "--branch=pages", "file://"+bare, work)
		do(work)
	}
	return place{
		host: func(_ string, c *cut) deploy.Host {
			if c == nil {
				return branch("")
			}
			began(t, filepath.Dir(program), c)
			return branch(program)
		},
		save: func() func() { return save(t, dir) },
		seen: func() map[string]string {
			seen := map[string]string{}
			if exec.Command("git", "-C", bare, "rev-parse", "--verify", "--quiet", "pages").Run() != nil {
				return seen
			}
			if n := said(t, "git", "-C", bare, "rev-list", "--count", "pages"); !history && n != "1" {
				t.Errorf("the branch has %s commits", n)
			}
			checkout(func(dir string) { seen = tree(t, dir) })
			for name := range seen {
				if strings.HasPrefix(name, ".git/") {
					delete(seen, name)
				}
			}
			return seen
		},
		put: func(name, text string) {
			checkout(func(dir string) {
				write(t, filepath.Join(dir, name), text)
				said(t, "git", "-C", dir, "add", "--", name)
				commit := []string{"-C", dir, "-c", "user.name=x", "-c", "user.email=x@y.example", "commit", "--quiet", "-m", "by hand"}
				if !history {
					commit = append(commit, "--amend")
				}
				said(t, "git", commit...)
				said(t, "git", "-C", dir, "push", "--quiet", "--force", "origin", "HEAD:pages")
			})
		},
		whole: true,
		slow:  true,
	}
}

// said runs a program and returns what it prints.
func said(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v: %s", program, strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}
