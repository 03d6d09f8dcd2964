// Package git publishes onto a branch from which GitHub, GitLab or Codeberg
// serve pages.
//
// Its one law: the user's work tree, index and branches are never touched; the
// commit is made in a repository of its own below .pressbox/ and pushed from there
// with the user's git, keys and settings.
package git

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha1" // what git calls a file
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"pressbox/internal/deploy"
)

// A Branch is a target of type git.
type Branch struct {
	Repository  string // an address that git understands
	Name        string // the branch: gh-pages
	KeepHistory bool   // else the branch always has one commit
	Scratch     string // folder of the repository of our own; it can be thrown away
	Author      string // Name <address>
	Message     string
	Time        time.Time // of the commit
	Max         deploy.Limits

	Program string        // git; empty for the one of PATH
	Pause   time.Duration // before the host is asked again, doubled each time; 0 means a second
}

// recordPath is where the branch keeps the record, and nojekyll tells GitHub to
// publish files as they are.
const (
	recordPath = ".pressbox/record"
	nojekyll   = ".nojekyll"
)

// deadline bounds what git does over the network, and tries is how often it is
// tried.
const (
	deadline = 15 * time.Minute
	tries    = 3
)

// Origin returns the address of the remote repository of the checkout at dir.
func Origin(ctx context.Context, dir string) (string, error) {
	out, err := new(Branch).run(ctx, nil, "-C", dir, "remote", "get-url", "--push", "origin")
	return strings.TrimSpace(out), err
}

// Limits implements deploy.Host.
func (b *Branch) Limits() deploy.Limits { return b.Max }

// Close implements deploy.Host: git ends by itself.
func (b *Branch) Close() error { return nil }

// git runs the user's git in the repository of our own.
func (b *Branch) git(ctx context.Context, args ...string) (string, error) {
	return b.run(ctx, nil, append([]string{"--git-dir", b.Scratch}, args...)...)
}

// remote runs a git command that talks to the host, if need be several times.
func (b *Branch) remote(ctx context.Context, args ...string) (out string, err error) {
	pause := b.Pause
	if pause == 0 {
		pause = time.Second
	}
	err = deploy.Again(ctx, tries, pause, passing, func() error {
		out, err = b.run(ctx, nil, args...)
		return err
	})
	return out, err
}

// passing reports whether git failed for a reason that may pass.
func passing(err error) bool {
	return slices.ContainsFunc([]string{
		"Could not resolve host", "Failed to connect", "Connection refused", "Connection reset", "Connection timed out", "Connection closed",
		"Operation timed out", "early EOF", "unexpected disconnect", "hung up unexpectedly", "RPC failed", "returned error: 5", "HTTP 5",
	}, func(said string) bool { return strings.Contains(err.Error(), said) })
}

// run runs git, away from the repository that a hook may have put it in. What it
// says is repeated without the passwords that addresses can hold.
func (b *Branch) run(ctx context.Context, env []string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	cmd := b.command(ctx, args...)
	cmd.Env = append(cmd.Env, env...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return "", failed(args, err, said.String())
	}
	return out.String(), nil
}

func (b *Branch) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, cmp.Or(b.Program, "git"), args...)
	local := []string{"GIT_DIR=", "GIT_WORK_TREE=", "GIT_INDEX_FILE=", "GIT_OBJECT_DIRECTORY=", "GIT_ALTERNATE_OBJECT_DIRECTORIES=", "GIT_COMMON_DIR=", "GIT_NAMESPACE=", "GIT_QUARANTINE_PATH=", "GIT_PREFIX=", "LC_ALL="}
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return slices.ContainsFunc(local, func(name string) bool { return strings.HasPrefix(v, name) })
	})
	cmd.Env = append(cmd.Env, "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	cmd.WaitDelay = 10 * time.Second // for what git itself has started
	return cmd
}

func failed(args []string, err error, said string) error {
	verb := args[0]
	for _, a := range args {
		if strings.HasPrefix(a, "-") || strings.ContainsAny(a, `/\`) {
			continue
		}
		verb = a
		break
	}
	said = Hide(strings.TrimSpace(said))
	if said == "" {
		return fmt.Errorf("git %s: %w", verb, err)
	}
	return fmt.Errorf("git %s: %w: %s", verb, err, said)
}

// Hide returns a text without the names and passwords in addresses: a token may
// stand for either.
func Hide(text string) string {
	return regexp.MustCompile(`(https?://)[^/@\s]+@`).ReplaceAllString(text, "${1}xxxxx@")
}

func (b *Branch) ref() string { return "refs/heads/" + b.Name }

// tip fetches the branch and returns its commit; empty when there is no branch.
func (b *Branch) tip(ctx context.Context) (string, error) {
	commit, err := b.head(ctx)
	if err != nil {
		return "", err
	}
	if err := b.fetch(ctx, commit); err != nil {
		if ctx.Err() != nil || passing(err) {
			return "", err
		}
		// The repository of our own is damaged, by a deploy that was killed for one.
		if gone := os.RemoveAll(b.Scratch); gone != nil {
			return "", errors.Join(err, gone)
		}
		if err := b.fetch(ctx, commit); err != nil {
			return "", err
		}
	}
	return commit, nil
}

// head asks the host for the commit of the branch; empty when there is none.
func (b *Branch) head(ctx context.Context) (string, error) {
	heads, err := b.remote(ctx, "ls-remote", "--", b.Repository, b.ref())
	commit, _, _ := strings.Cut(heads, "\t")
	return commit, err
}

// fetch makes the repository of our own hold the commit, if there is one.
func (b *Branch) fetch(ctx context.Context, commit string) error {
	if _, err := os.Stat(filepath.Join(b.Scratch, "HEAD")); err != nil {
		if err := os.MkdirAll(b.Scratch, 0o755); err != nil {
			return err
		}
		names := "sha1" // what a host that holds nothing wants, mostly
		if len(commit) == hex.EncodedLen(sha256.Size) {
			names = "sha256"
		}
		if _, err := b.run(ctx, []string{"GIT_DEFAULT_HASH=" + names}, "--git-dir", b.Scratch, "init", "--quiet", "--bare"); err != nil {
			return err
		}
	}
	if commit == "" {
		return nil
	}
	if held, err := b.git(ctx, "rev-parse", "--verify", "--quiet", tipRef); err == nil && strings.TrimSpace(held) == commit {
		if _, err := b.git(ctx, "ls-tree", commit); err == nil {
			return nil // nobody has pushed since
		}
	}
	_, err := b.remote(ctx, "--git-dir", b.Scratch, "fetch", "--quiet", "--recurse-submodules=no", "--depth=1", "--no-tags", "--force", "--", b.Repository, b.ref()+":"+tipRef)
	return err
}

// The names of commits in the repository of our own.
const (
	tipRef     = "refs/pressbox/tip"     // what the host has
	stagingRef = "refs/pressbox/staging" // what is on its way
)

// Record implements deploy.Host. A branch is changed by one push, so nothing is
// ever pending.
func (b *Branch) Record(ctx context.Context) (record, pending []byte, err error) {
	commit, err := b.tip(ctx)
	if err != nil || commit == "" {
		return nil, nil, err
	}
	if found, err := b.git(ctx, "ls-tree", commit, "--", recordPath); err != nil || found == "" {
		return nil, nil, err
	}
	data, err := b.git(ctx, "cat-file", "blob", commit+":"+recordPath)
	return []byte(data), nil, err
}

// Holds implements deploy.Host, by the names that git gives to files.
func (b *Branch) Holds(ctx context.Context, files []deploy.File) ([]deploy.State, error) {
	states := make([]deploy.State, len(files))
	commit, err := b.tip(ctx)
	if err != nil || commit == "" {
		return states, err
	}
	list, err := b.git(ctx, "ls-tree", "-r", "-t", "-z", commit)
	if err != nil {
		return nil, err
	}
	stands := map[string]string{} // object by path, a folder's empty
	for line := range strings.SplitSeq(list, "\x00") {
		what, name, ok := strings.Cut(line, "\t")
		fields := strings.Fields(what)
		if !ok || len(fields) != 3 {
			continue
		}
		if fields[1] == "blob" && fields[0] != "120000" {
			stands[name] = fields[2]
		} else {
			stands[name] = ""
		}
	}
	for i, f := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		object, found := stands[f.Path]
		switch {
		case found && object == "":
			states[i] = deploy.Other
		case found:
			data, err := f.Bytes()
			if err != nil {
				return nil, err
			}
			states[i] = deploy.Other
			if named(data, object) {
				states[i] = deploy.Equal
			}
		default:
			for dir := parent(f.Path); dir != ""; dir = parent(dir) {
				if stands[dir] != "" {
					states[i] = deploy.Other
				}
			}
		}
	}
	return states, nil
}

func parent(name string) string { return name[:max(strings.LastIndexByte(name, '/'), 0)] }

// named reports whether git calls a file of that content object, in either of its
// kinds of names.
func named(data []byte, object string) bool {
	var h hash.Hash = sha1.New()
	if len(object) == hex.EncodedLen(sha256.Size) {
		h = sha256.New()
	}
	fmt.Fprintf(h, "blob %d\x00", len(data))
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil)) == object
}

// Stage begins a commit on top of the branch: whatever else it holds stays.
func (b *Branch) Stage(ctx context.Context, _ deploy.Changes, _ []byte) (deploy.Release, error) {
	tip, err := b.tip(ctx)
	if err != nil {
		return nil, err
	}
	if tip != "" && !b.KeepHistory {
		found, err := b.git(ctx, "ls-tree", tip, "--", recordPath)
		if err != nil {
			return nil, err
		}
		if found == "" {
			return nil, fmt.Errorf("the branch %s has a history that Pressbox did not make, and keep_history: false would throw it away: choose another branch, or deploy to it once with keep_history: true", b.Name)
		}
	}
	r := &release{branch: b, parent: tip}
	// A git that takes Tags for tags, as it does where file systems do, would put both
	// into one folder.
	r.cmd = b.command(ctx, "--git-dir", b.Scratch, "-c", "core.ignoreCase=false", "fast-import", "--quiet", "--force", "--done", "--date-format=raw")
	r.cmd.Stdout, r.cmd.Stderr = &r.made, &r.said
	if r.in, err = r.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := r.cmd.Start(); err != nil {
		return nil, err
	}
	text := fmt.Sprintf("commit %s\nmark :1\ncommitter %s %d +0000\ndata %d\n%s\n", stagingRef, b.Author, b.Time.Unix(), len(b.Message), b.Message)
	if tip != "" {
		text += "from " + tip + "\n"
	}
	if _, err := io.WriteString(r.in, text); err != nil {
		return nil, errors.Join(r.ended(err), r.Abandon(ctx))
	}
	return r, nil
}

// A release is a commit on its way into the repository of our own.
type release struct {
	branch *Branch
	parent string // empty for the first
	cmd    *exec.Cmd
	in     io.WriteCloser
	made   bytes.Buffer // the commit, once it is made
	said   bytes.Buffer
}

// put writes a file into the commit.
func (r *release) put(path string, data []byte) error {
	_, err := fmt.Fprintf(r.in, "M 100644 inline %s\ndata %d\n%s\n", quote(path), len(data), data)
	return err
}

// ended waits for git, which has stopped reading, and returns what it said.
func (r *release) ended(err error) error {
	if err == nil || r.cmd == nil {
		return err
	}
	r.in.Close()
	if e := r.cmd.Wait(); e != nil {
		err = e
	}
	r.cmd = nil
	return failed([]string{"fast-import"}, err, r.said.String())
}

// quote writes a path as fast-import reads it.
func quote(path string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(path) + `"`
}

// Seen implements deploy.Release: nothing is, before the push.
func (r *release) Seen() bool { return false }

// Send implements deploy.Release.
func (r *release) Send(ctx context.Context, files []deploy.File, sent func(deploy.File)) error {
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		data, err := f.Bytes()
		if err != nil {
			return err
		}
		if err := r.put(f.Path, data); err != nil {
			return r.ended(err)
		}
		sent(f)
	}
	return nil
}

// Remove implements deploy.Release.
func (r *release) Remove(ctx context.Context, paths []string) error {
	for _, p := range paths {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(r.in, "D %s\n", quote(p)); err != nil {
			return r.ended(err)
		}
	}
	return nil
}

// Commit ends the commit and pushes it. A push that would undo somebody else's is
// refused by the host.
func (r *release) Commit(ctx context.Context, data []byte) error {
	rec, err := deploy.DecodeRecord(data)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(rec.Files, func(f deploy.File) bool { return f.Path == nojekyll }) {
		if err := r.put(nojekyll, nil); err != nil {
			return r.ended(err)
		}
	}
	if err := r.put(recordPath, data); err != nil {
		return r.ended(err)
	}
	if _, err := io.WriteString(r.in, "\nget-mark :1\ndone\n"); err != nil {
		return r.ended(err)
	}
	r.in.Close()
	err = r.cmd.Wait()
	r.cmd = nil
	b := r.branch
	if err != nil {
		// What a deploy that was killed has left there may be in the way; the next one
		// begins with a repository that is new.
		return errors.Join(failed([]string{"fast-import"}, err, r.said.String()), os.RemoveAll(b.Scratch))
	}
	commit := strings.TrimSpace(r.made.String())
	if !b.KeepHistory {
		if commit, err = r.alone(ctx, commit); err != nil {
			return err
		}
	}
	if now, err := b.head(ctx); err != nil {
		return err
	} else if now != r.parent {
		return errors.New("somebody else pushed to the branch at the same time")
	}
	if _, err := b.remote(ctx, "--git-dir", b.Scratch, "push", "--quiet", "--recurse-submodules=no", "--force-with-lease="+b.ref()+":"+r.parent, b.Repository, commit+":"+b.ref()); err != nil {
		return err
	}
	// Readers see it. Our own repository is to know, so that the next deploy need not
	// fetch what it has, and to be kept small; neither is worth a failure.
	_, _ = b.git(ctx, "update-ref", tipRef, commit)
	_, _ = b.git(ctx, "gc", "--auto", "--quiet")
	return nil
}

// alone returns a commit with the files of commit and no history.
func (r *release) alone(ctx context.Context, commit string) (string, error) {
	b := r.branch
	name, mail, _ := strings.Cut(strings.TrimSuffix(b.Author, ">"), " <")
	date := fmt.Sprintf("%d +0000", b.Time.Unix())
	out, err := b.run(ctx, []string{
		"GIT_AUTHOR_NAME=" + name, "GIT_AUTHOR_EMAIL=" + mail, "GIT_AUTHOR_DATE=" + date,
		"GIT_COMMITTER_NAME=" + name, "GIT_COMMITTER_EMAIL=" + mail, "GIT_COMMITTER_DATE=" + date,
	}, "--git-dir", b.Scratch, "commit-tree", "-m", b.Message, commit+"^{tree}")
	return strings.TrimSpace(out), err
}

// Abandon ends git; what it had read is forgotten.
func (r *release) Abandon(context.Context) error {
	if r.cmd != nil {
		r.in.Close()
		// That it was stopped is no news.
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait()
		r.cmd = nil
	}
	return nil
}
