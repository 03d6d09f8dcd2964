package deploy_test

import (
	"os"
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
		scratch: filepath.Join(dir, "scratch.git"),
		bare:    bare,
		save:    func() func() { return save(t, dir) },
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

func TestTheSettingsOfAUsersGitChangeNoByteAndNoName(t *testing.T) {
	need(t, "git")
	dir := t.TempDir()
	write(t, filepath.Join(dir, "template", "config"), "[core]\n\tautocrlf = true\n")
	write(t, filepath.Join(dir, "attributes"), "* text=auto eol=crlf\n")
	write(t, filepath.Join(dir, "config"), `
[user]
	name = Somebody
	email = somebody@desk.example
[commit]
	gpgSign = true
[tag]
	gpgSign = true
[gpg]
	program = /bin/false
[core]
	autocrlf = true
	ignorecase = true
	attributesFile = `+filepath.Join(dir, "attributes")+`
	quotePath = true
[init]
	templateDir = `+filepath.Join(dir, "template")+`
	defaultBranch = other
	defaultObjectFormat = sha256
[submodule]
	recurse = true
[push]
	recurseSubmodules = only
	followTags = true
	default = nothing
[fetch]
	prune = true
	recurseSubmodules = true
[color]
	ui = always
[column]
	ui = always
[log]
	showSignature = true
`)
	bare := filepath.Join(dir, "pages.git")
	said(t, "git", "init", "--quiet", "--template=", "--bare", bare)
	t.Setenv("GIT_CONFIG_GLOBAL", filepath.Join(dir, "config"))
	t.Setenv("GIT_DIR", filepath.Join(dir, "nowhere")) // as within a hook
	for _, history := range []bool{true, false} {
		name := map[bool]string{true: "long", false: "short"}[history]
		var now clock
		for _, p := range []paper{
			{"index.html": "a\r\nb\n", "Tags/a/index.html": "upper", "tags/b/index.html": "lower", "tags/é/index.html": "x", ".gitattributes": "*.html text eol=crlf\n"},
			{"index.html": "a\r\nb\nc", "Tags/a/index.html": "upper\r\n", "tags/b/index.html": "lower", "tags/B/index.html": "", ".gitattributes": "*.html text eol=lf\n"},
		} {
			branch := &git.Branch{
				Repository: bare, Name: name, KeepHistory: history, Scratch: filepath.Join(dir, name+".git"),
				Author: "News Desk <desk@news.example>", Message: "Publish", Time: now.next(), Pause: time.Millisecond,
			}
			if _, err := deploy.Run(t.Context(), deploy.Site{ID: siteID, Files: files(p)}, branch, deploy.Options{MaxDeletes: 9, Time: now.next()}); err != nil {
				t.Fatal(err)
			}
			for file, text := range p {
				cmd := exec.Command("git", "--git-dir", bare, "cat-file", "blob", name+":"+file)
				if out, err := cmd.Output(); err != nil || string(out) != text {
					t.Errorf("%s holds %q, %v", file, out, err)
				}
			}
			list := exec.Command("git", "--git-dir", bare, "-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", name)
			if out, err := list.Output(); err != nil || strings.Count(string(out), "\n") != len(p)+2 {
				t.Errorf("the branch holds %s, %v", out, err)
			}
		}
	}
}

func TestWhatStandsInAnAddressIsNotRepeated(t *testing.T) {
	need(t, "git")
	for _, user := range []string{"canary-of-a-token", "desk:canary-of-a%2Ftoken", "canary-of-a-token:x-oauth-basic"} {
		branch := &git.Branch{Repository: "http://" + user + "@127.0.0.1:1/x.git", Name: "pages", Scratch: filepath.Join(t.TempDir(), "scratch.git"), Pause: time.Millisecond}
		_, _, err := branch.Record(t.Context())
		if err == nil || strings.Contains(err.Error(), "canary") || !strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("got %v", err)
		}
	}
}

func TestWhatAKilledDeployLeavesIsNotInTheWayForLong(t *testing.T) {
	at := openGit(t, true)
	local := filepath.Join(t.TempDir(), "public")
	var now clock
	run := func(posts ...int) (*deploy.Report, paper, error) {
		p := newPaper(posts, "p {}")
		r, err := deploy.Run(t.Context(), publish(t, local, p), at.host(local, nil), deploy.Options{MaxDeletes: 9, Time: now.next()})
		return r, p, err
	}
	if _, _, err := run(1); err != nil {
		t.Fatal(err)
	}
	for _, lock := range []string{"refs/pressbox/tip", "refs/pressbox/staging", "shallow", "packed-refs", "config", "HEAD"} {
		write(t, filepath.Join(at.scratch, lock+".lock"), "")
		_, _, err := run(1, 2, len(lock))
		r, p, again := run(1, 2, len(lock))
		if again != nil {
			t.Errorf("%s is locked: %v, and again: %v", lock, err, again)
			continue
		}
		holds(t, at, p, nil, r)
	}
	for _, damage := range []string{"HEAD", "objects", "refs", "config"} {
		if err := os.RemoveAll(filepath.Join(at.scratch, damage)); err != nil {
			t.Fatal(err)
		}
		_, _, err := run(1, len(damage))
		r, p, again := run(1, len(damage))
		if again != nil {
			t.Errorf("without %s: %v, and again: %v", damage, err, again)
			continue
		}
		holds(t, at, p, nil, r)
	}
}

func TestABranchWhoseCommitsHaveLongNames(t *testing.T) {
	at := openGit(t, true)
	if err := os.RemoveAll(at.bare); err != nil {
		t.Fatal(err)
	}
	said(t, "git", "init", "--quiet", "--template=", "--object-format=sha256", "--bare", at.bare)
	work := t.TempDir()
	write(t, filepath.Join(work, "README"), "theirs")
	said(t, "git", "-C", work, "init", "--quiet", "--template=", "--object-format=sha256", "--initial-branch=pages")
	said(t, "git", "-C", work, "add", "README")
	said(t, "git", "-C", work, "-c", "user.name=x", "-c", "user.email=x@y.example", "commit", "--quiet", "-m", "theirs")
	said(t, "git", "-C", work, "push", "--quiet", at.bare, "pages")
	local := filepath.Join(t.TempDir(), "public")
	var now clock
	for _, p := range []paper{newPaper([]int{1}, "p {}"), newPaper([]int{1, 2}, "p {}")} {
		site := publish(t, local, p)
		r, err := deploy.Run(t.Context(), site, at.host(local, nil), deploy.Options{Time: now.next()})
		if err != nil {
			t.Fatal(err)
		}
		holds(t, at, p, map[string]string{"README": "theirs"}, r)
	}
}

func TestAHistoryOfOthersIsNotThrownAway(t *testing.T) {
	at := openGit(t, false)
	work := t.TempDir()
	write(t, filepath.Join(work, "README"), "theirs")
	said(t, "git", "-C", work, "init", "--quiet", "--template=", "--initial-branch=pages")
	said(t, "git", "-C", work, "add", "README")
	said(t, "git", "-C", work, "-c", "user.name=x", "-c", "user.email=x@y.example", "commit", "--quiet", "-m", "theirs")
	said(t, "git", "-C", work, "push", "--quiet", at.bare, "pages")
	before := said(t, "git", "-C", at.bare, "rev-parse", "pages")
	local := filepath.Join(t.TempDir(), "public")
	var now clock
	_, err := deploy.Run(t.Context(), publish(t, local, newPaper([]int{1}, "p {}")), at.host(local, nil), deploy.Options{Time: now.next()})
	if err == nil || !strings.Contains(err.Error(), "keep_history: true") {
		t.Errorf("got %v", err)
	}
	if after := said(t, "git", "-C", at.bare, "rev-parse", "pages"); after != before {
		t.Error("and the branch has changed")
	}
}
