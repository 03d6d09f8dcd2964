package deploy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Site is what is to be deployed.
type Site struct {
	ID     string
	Files  []File // by path
	Commit string // of its repository; empty outside of git
	Drafts bool   // drafts are among the files
	// Ancestor reports whether commit a is an ancestor of commit b. It may be nil.
	Ancestor func(a, b string) bool
}

// Options say how to deploy.
type Options struct {
	DryRun     bool
	Force      bool                    // go on where somebody else has deployed
	MaxDeletes int                     // 0 means the usual: 256 or a tenth of the site, whichever is more
	Time       time.Time               // written into the record
	Parent     string                  // the release that this machine knows to stand on the host; empty when it knows none
	Progress   func(sent, total int64) // may be nil
}

// A Report says what a deploy did, or would do.
type Report struct {
	Changes
	Record *Record // what stands on the host now; with DryRun what would
	Bytes  int64   // to be sent
	First  bool    // nothing of ours stood there
}

// A Refusal is a brake: deploying would do what is hardly meant. --force or
// --max-deletes say that it is.
type Refusal struct{ Text, Hint string }

func (r *Refusal) Error() string { return r.Text + ": " + r.Hint }

// Run makes host hold exactly the site. Run again after an interruption, it
// completes.
func Run(ctx context.Context, site Site, host Host, opt Options) (*Report, error) {
	data, pending, err := host.Record(ctx)
	if err != nil {
		return nil, fmt.Errorf("asking the host what it holds: %w", err)
	}
	var last *Record
	if data != nil {
		if last, err = DecodeRecord(data); err != nil {
			return nil, err
		}
	}
	c := Compare(last, site.Files, pending)
	next := &Record{
		Format: format, Site: site.ID, Release: opt.Time.UTC().Format("20060102T150405.000000000Z"),
		Commit: site.Commit, Time: opt.Time, Files: site.Files, Kept: c.Kept,
	}
	if last != nil {
		next.Parent = last.Release
	}
	report := &Report{Changes: c, Record: next, First: last == nil}
	for _, f := range slices.Concat(c.New, c.Changed) {
		report.Bytes += f.Size
	}
	if err := brake(site, last, c, opt); err != nil {
		return report, err
	}
	if err := host.Limits().Check(site.Files); err != nil {
		return report, err
	}
	if opt.DryRun || c.Empty() && last != nil && len(pending) == 0 {
		return report, nil
	}
	return report, send(ctx, host, report, opt)
}

// send carries out a plan.
func send(ctx context.Context, host Host, r *Report, opt Options) (err error) {
	release, err := host.Stage(ctx, r.Changes)
	if err != nil {
		return fmt.Errorf("preparing the release: %w", err)
	}
	defer func() {
		if err != nil {
			// The deploy may have failed because ctx ended; the host is left tidy all
			// the same.
			tidy, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
			defer cancel()
			err = errors.Join(err, release.Abandon(tidy))
		}
	}()
	var sent int64
	for _, files := range r.Writes() {
		if len(files) == 0 {
			continue
		}
		err = release.Send(ctx, files, func(f File) {
			sent += f.Size
			if opt.Progress != nil {
				opt.Progress(sent, r.Bytes)
			}
		})
		if err != nil {
			return fmt.Errorf("sending files: %w (nothing was removed; run deploy again to complete it)", err)
		}
	}
	if len(r.Removed) > 0 {
		if err = release.Remove(ctx, r.Removed); err != nil {
			return fmt.Errorf("removing files: %w (run deploy again to complete it)", err)
		}
	}
	record, err := r.Record.Encode()
	if err != nil {
		return err
	}
	if err = release.Commit(ctx, record); err != nil {
		return fmt.Errorf("putting the release in place: %w (run deploy again to complete it)", err)
	}
	return nil
}

// brake refuses what is hardly meant.
func brake(site Site, last *Record, c Changes, opt Options) error {
	if len(site.Files) == 0 {
		return &Refusal{"the site is empty", "nothing is sent; look at what build says"}
	}
	if site.Drafts {
		return &Refusal{"the site holds drafts", "deploy without --drafts"}
	}
	if last == nil {
		return nil
	}
	when := last.Time.Format("2 January 2006 15:04 MST")
	if last.Site != site.ID {
		return &Refusal{fmt.Sprintf("another site stands there (its id is %q, this one's %q)", last.Site, site.ID), "give this target a place of its own in site.yaml"}
	}
	if opt.Force {
		return deletions(last, c, opt)
	}
	if last.Commit != "" && site.Commit != "" && last.Commit != site.Commit && site.Ancestor != nil && site.Ancestor(site.Commit, last.Commit) {
		return &Refusal{fmt.Sprintf("what stands there was made on %s from commit %.12s, which is newer than this checkout (%.12s)", when, last.Commit, site.Commit), "pull first, or deploy with --force to go back"}
	}
	if opt.Parent != "" && opt.Parent != last.Release {
		return &Refusal{fmt.Sprintf("somebody else deployed release %s on %s", last.Release, when), "get their work first, or deploy with --force over it"}
	}
	return deletions(last, c, opt)
}

// deletions refuses to empty a site by mistake.
func deletions(last *Record, c Changes, opt Options) error {
	most := opt.MaxDeletes
	if most <= 0 {
		most = max(256, len(last.Files)/10)
	}
	if len(c.Removed) > most {
		return &Refusal{fmt.Sprintf("%d files would be removed, %s and others", len(c.Removed), c.Removed[0]), fmt.Sprintf("if that is right, deploy with --max-deletes %d", len(c.Removed))}
	}
	return nil
}
