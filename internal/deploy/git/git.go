// Package git publishes onto a branch from which GitHub, GitLab or Codeberg
// serve pages.
//
// Its one law: the user's work tree, index and branches are never touched; the
// commit is made in a repository of its own below .pressbox/ and pushed from there
// with the user's git, keys and settings.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"pressbox/internal/deploy"
)

// A Branch is a target of type git.
type Branch struct {
	Repository  string // an address that git understands
	Name        string // the branch: gh-pages
	KeepHistory bool   // else the branch always has one commit
	Scratch     string // folder of the repository of our own
	Author      string // Name <address>
	Message     string
	Time        time.Time // of the commit
	Max         deploy.Limits
}

// recordPath is where the branch keeps the record, and nojekyll tells GitHub to
// publish files as they are.
const (
	recordPath = ".pressbox/record"
	nojekyll   = ".nojekyll"
)

// deadline bounds what git does over the network.
const deadline = 15 * time.Minute

// Limits implements deploy.Host.
func (b *Branch) Limits() deploy.Limits { return b.Max }

// git runs the user's git in the repository of our own.
func (b *Branch) git(ctx context.Context, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	cmd := exec.CommandContext(ctx, "git", append([]string{"--git-dir", b.Scratch}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(errs.String()))
	}
	return strings.TrimSpace(out.String()), nil
}

// tip fetches the branch and returns its commit; empty when there is no branch.
func (b *Branch) tip(ctx context.Context) (string, error) {
	if _, err := os.Stat(filepath.Join(b.Scratch, "HEAD")); errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(b.Scratch, 0o755); err != nil {
			return "", err
		}
		if _, err := b.git(ctx, "init", "--quiet", "--bare"); err != nil {
			return "", err
		}
	}
	heads, err := b.git(ctx, "ls-remote", b.Repository, b.ref())
	if err != nil {
		return "", err
	}
	commit, _, _ := strings.Cut(heads, "\t")
	if commit == "" {
		return "", nil
	}
	_, err = b.git(ctx, "fetch", "--quiet", "--depth=1", "--no-tags", b.Repository, b.ref())
	return commit, err
}

func (b *Branch) ref() string { return "refs/heads/" + b.Name }

// Record implements deploy.Host. A branch is changed by one push, so nothing is
// ever unknown.
func (b *Branch) Record(ctx context.Context) ([]byte, []string, error) {
	commit, err := b.tip(ctx)
	if err != nil || commit == "" {
		return nil, nil, err
	}
	if found, err := b.git(ctx, "ls-tree", commit, recordPath); err != nil || found == "" {
		return nil, nil, err
	}
	cmd := exec.CommandContext(ctx, "git", "--git-dir", b.Scratch, "cat-file", "blob", commit+":"+recordPath)
	data, err := cmd.Output()
	return data, nil, err
}

// Stage begins a commit on top of the branch: whatever else it holds stays.
func (b *Branch) Stage(ctx context.Context, c deploy.Changes) (deploy.Release, error) {
	parent, err := b.tip(ctx)
	if err != nil {
		return nil, err
	}
	r := &release{branch: b, parent: parent}
	r.cmd = exec.CommandContext(ctx, "git", "--git-dir", b.Scratch, "fast-import", "--quiet", "--force", "--done", "--date-format=raw")
	r.cmd.Stderr = &r.errs
	in, err := r.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	r.in = in
	if err := r.cmd.Start(); err != nil {
		return nil, err
	}
	fmt.Fprintf(in, "commit %s\ncommitter %s %d +0000\ndata %d\n%s\n", stagingRef, b.Author, b.Time.Unix(), len(b.Message), b.Message)
	if parent != "" {
		fmt.Fprintf(in, "from %s\n", parent)
	}
	return r, r.put(nojekyll, nil)
}

// stagingRef names the commit until it is pushed.
const stagingRef = "refs/pressbox/staging"

// A release is a commit on its way into the repository of our own.
type release struct {
	branch *Branch
	parent string // empty for the first
	cmd    *exec.Cmd
	in     io.WriteCloser
	errs   bytes.Buffer
}

func (r *release) put(path string, data []byte) error {
	_, err := fmt.Fprintf(r.in, "M 100644 inline %s\ndata %d\n%s\n", quote(path), len(data), data)
	return r.said(err)
}

// said adds what git said to an error of writing to it.
func (r *release) said(err error) error {
	if err != nil && r.errs.Len() > 0 {
		return fmt.Errorf("git fast-import: %s", strings.TrimSpace(r.errs.String()))
	}
	return err
}

// quote writes a path as fast-import reads it.
func quote(path string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(path) + `"`
}

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
			return err
		}
		sent(f)
	}
	return nil
}

// Remove implements deploy.Release.
func (r *release) Remove(ctx context.Context, paths []string) error {
	for _, p := range paths {
		if _, err := fmt.Fprintf(r.in, "D %s\n", quote(p)); err != nil {
			return r.said(err)
		}
	}
	return nil
}

// Commit ends the commit and pushes it. A push that would undo somebody else's is
// refused by the host.
func (r *release) Commit(ctx context.Context, record []byte) error {
	if err := r.put(recordPath, record); err != nil {
		return err
	}
	if _, err := io.WriteString(r.in, "\ndone\n"); err != nil {
		return r.said(err)
	}
	r.in.Close()
	if err := r.cmd.Wait(); err != nil {
		return fmt.Errorf("git fast-import: %w: %s", err, strings.TrimSpace(r.errs.String()))
	}
	r.cmd = nil
	b := r.branch
	commit, err := b.git(ctx, "rev-parse", stagingRef)
	if err != nil {
		return err
	}
	if !b.KeepHistory {
		if commit, err = r.alone(ctx, commit); err != nil {
			return err
		}
	}
	_, err = b.git(ctx, "push", "--quiet", "--force-with-lease="+b.ref()+":"+r.parent, b.Repository, commit+":"+b.ref())
	return err
}

// alone returns a commit with the files of commit and no history.
func (r *release) alone(ctx context.Context, commit string) (string, error) {
	b := r.branch
	name, mail, _ := strings.Cut(strings.TrimSuffix(b.Author, ">"), " <")
	date := fmt.Sprintf("%d +0000", b.Time.Unix())
	cmd := exec.CommandContext(ctx, "git", "--git-dir", b.Scratch, "commit-tree", "-m", b.Message, commit+"^{tree}")
	cmd.Env = append(os.Environ(),
		"GIT_AUTHOR_NAME="+name, "GIT_AUTHOR_EMAIL="+mail, "GIT_AUTHOR_DATE="+date,
		"GIT_COMMITTER_NAME="+name, "GIT_COMMITTER_EMAIL="+mail, "GIT_COMMITTER_DATE="+date)
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err
}

// Abandon ends git; what it had read is forgotten.
func (r *release) Abandon(context.Context) error {
	if r.cmd != nil {
		r.in.Close()
		r.cmd.Process.Kill()
		r.cmd.Wait()
	}
	return nil
}
