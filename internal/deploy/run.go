package deploy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Site is what is to be deployed.
type Site struct {
	ID     string
	Files  []File    // by path
	Commit string    // of its repository; empty outside of git
	Made   time.Time // when that commit was made
	Drafts bool      // drafts, or posts of a time to come, are among the files
	// Ancestor reports whether commit a is an ancestor of commit b. It may be nil.
	Ancestor func(a, b string) bool
}

// Options say how to deploy.
type Options struct {
	DryRun     bool
	Verify     bool                    // look at what the host really holds, not at its record alone
	Force      bool                    // go on where somebody else has deployed, or something stands in the way
	MaxDeletes int                     // at most so many; UsualDeletes for a number that suits the site
	Time       time.Time               // written into the record
	Parent     string                  // the release that this machine knows to stand on the host; empty when it knows none
	Plan       func(*Report)           // told what will be done, before it is; may be nil
	Progress   func(sent, total int64) // bytes; may be nil
}

// releaseName is the form of a release's name: the time of the deploy.
const releaseName = "20060102T150405.000000000Z"

// UsualDeletes allows 256 deletions or a tenth of the site, whichever is more.
const UsualDeletes = -1

// A Report says what a deploy did, or would do.
type Report struct {
	Changes
	Last    *Record  // what stood there before; nil when nothing of ours did
	Record  *Record  // what stands on the host now; with DryRun what would
	Bytes   int64    // to be sent
	Adopted []string // new files that stood there already, put by somebody else
	Wrong   []string // with Verify: files that were not as the record says
	Done    bool     // the host holds the site; false for a dry run
}

// A Refusal is a brake: deploying would do what is hardly meant. The hint says
// how to say that it is.
type Refusal struct{ Text, Hint string }

func (r *Refusal) Error() string { return r.Text + ": " + r.Hint }

// Run makes host hold exactly the site, beside files that are not ours. Run again
// after an interruption, it completes.
func Run(ctx context.Context, site Site, host Host, opt Options) (report *Report, err error) {
	if err := sound(site); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, host.Close()) }()
	data, left, err := host.Record(ctx)
	if err != nil {
		return nil, fmt.Errorf("asking the host what it holds: %w", err)
	}
	var last *Record
	var pending Pending
	if data != nil {
		if last, err = DecodeRecord(data); err != nil {
			return nil, err
		}
	}
	if left != nil {
		p, err := DecodePending(left)
		if err != nil {
			return nil, err
		}
		pending = *p
	}
	if err := stranger(site, last, pending, left != nil, opt); err != nil {
		return nil, err
	}
	r := &Report{Last: last, Changes: Compare(last, site.Files, pending.Paths)}
	if opt.Verify {
		if err := r.verify(ctx, host, site.Files, pending.Paths); err != nil {
			return nil, err
		}
	}
	for _, f := range slices.Concat(r.New, r.Changed) {
		r.Bytes += f.Size
	}
	r.Record = &Record{
		Format: format, Site: site.ID, Release: opt.Time.UTC().Format(releaseName),
		Commit: site.Commit, Made: site.Made.UTC(), Time: opt.Time.UTC(), Files: site.Files, Kept: r.Kept,
	}
	if last != nil {
		r.Record.Parent = last.Release
	}
	if err := host.Limits().Check(site.Files); err != nil {
		return r, err
	}
	if err := r.deletions(opt); err != nil {
		return r, err
	}
	if err := r.clear(ctx, host, opt); err != nil {
		return r, err
	}
	if opt.Plan != nil {
		opt.Plan(r)
	}
	if opt.DryRun {
		return r, nil
	}
	if last == nil || left != nil || !r.Empty() {
		if err := r.send(ctx, host, opt); err != nil {
			return r, err
		}
	} else {
		r.Record = last
	}
	r.Done = true
	return r, nil
}

// sound refuses a site that nobody means to publish.
func sound(site Site) error {
	switch {
	case len(site.Files) == 0:
		return &Refusal{"the site is empty", "nothing is sent; look at what build says"}
	case site.Drafts:
		return &Refusal{"the site holds drafts, or posts whose time has not come", "deploy without --drafts and --now"}
	}
	for _, f := range site.Files {
		if !safe(f.Path) {
			return fmt.Errorf("the site has a file %q, which is no path for a host", f.Path)
		}
	}
	return nil
}

// stranger refuses to go over what somebody else put there.
func stranger(site Site, last *Record, pending Pending, interrupted bool, opt Options) error {
	other := func(id string) error {
		return &Refusal{fmt.Sprintf("another site stands there (its id is %q, this one's %q)", id, site.ID), "give this target a place of its own in site.yaml"}
	}
	if last == nil {
		if interrupted && pending.Site != site.ID {
			return other(pending.Site)
		}
		return nil
	}
	if last.Site != site.ID {
		return other(last.Site)
	}
	if opt.Force {
		return nil
	}
	ancestor := func(a, b string) bool {
		return a != "" && b != "" && a != b && site.Ancestor != nil && site.Ancestor(a, b)
	}
	when := last.Time.Format("2 January 2006 15:04 MST")
	if ancestor(site.Commit, last.Commit) {
		return &Refusal{
			fmt.Sprintf("what stands there was made on %s from commit %.12s, which is newer than this checkout (%.12s)", when, last.Commit, site.Commit),
			"pull first, or deploy with --force to go back",
		}
	}
	// A clone without the history knows no more of the other commit than its time.
	if site.Commit != "" && last.Commit != "" && site.Made.Before(last.Made) && !ancestor(last.Commit, site.Commit) {
		return &Refusal{
			fmt.Sprintf("what stands there was made on %s from commit %.12s of %s, and this checkout is an older one (%.12s of %s)",
				when, last.Commit, last.Made.Format(time.DateTime), site.Commit, site.Made.UTC().Format(time.DateTime)),
			"pull first, or deploy with --force to go back",
		}
	}
	// Whoever has the commit that was deployed has their work.
	if opt.Parent != "" && opt.Parent != last.Release && !ancestor(last.Commit, site.Commit) && (last.Commit == "" || last.Commit != site.Commit) {
		made := ""
		if last.Commit != "" {
			made = fmt.Sprintf(" from commit %.12s", last.Commit)
		}
		return &Refusal{fmt.Sprintf("somebody else deployed on %s%s", when, made), "get their work first, or deploy with --force over it"}
	}
	return nil
}

// deletions refuses to empty a site by mistake.
func (r *Report) deletions(opt Options) error {
	most := opt.MaxDeletes
	if most == UsualDeletes {
		most = 256
		if r.Last != nil {
			most = max(most, len(r.Last.Files)/10)
		}
	}
	if len(r.Removed) <= most {
		return nil
	}
	text := fmt.Sprintf("%d files would be removed, %s among them", len(r.Removed), r.Removed[0])
	if len(r.Removed) == 1 {
		text = r.Removed[0] + " would be removed"
	}
	return &Refusal{
		text,
		fmt.Sprintf("if that is right, deploy with --max-deletes %d", len(r.Removed)),
	}
}

// verify looks at every file that the record says the host has. What is not there
// is sent again.
func (r *Report) verify(ctx context.Context, host Host, files []File, pending []string) error {
	states, err := host.Holds(ctx, r.Stays)
	if err != nil {
		return fmt.Errorf("looking at what the host holds: %w", err)
	}
	for i, f := range r.Stays {
		if states[i] != Equal {
			r.Wrong = append(r.Wrong, f.Path)
		}
	}
	if r.Wrong != nil {
		r.Changes = Compare(r.Last, files, slices.Concat(pending, r.Wrong))
	}
	return nil
}

// clear refuses to replace what somebody else put where a new file belongs, unless
// it is that very file.
func (r *Report) clear(ctx context.Context, host Host, opt Options) error {
	// What waits for files of ours to be removed cannot be looked at yet.
	_, _, then := r.writes()
	look := slices.DeleteFunc(slices.Clone(r.New), func(f File) bool {
		return slices.ContainsFunc(then, func(g File) bool { return f.Path == g.Path })
	})
	if len(look) == 0 {
		return nil
	}
	states, err := host.Holds(ctx, look)
	if err != nil {
		return fmt.Errorf("looking at what the host holds: %w", err)
	}
	var other []string
	for i, f := range look {
		switch states[i] {
		case Equal:
			r.Adopted = append(r.Adopted, f.Path)
		case Other:
			other = append(other, f.Path)
		}
	}
	if other == nil || opt.Force {
		return nil
	}
	const shown = 5
	text := strings.Join(other[:min(shown, len(other))], ", ")
	if len(other) > shown {
		text += fmt.Sprintf(" and %d more", len(other)-shown)
	}
	return &Refusal{"files that Pressbox did not put there stand in the way: " + text, "move them away, or deploy with --force to replace them"}
}

// send carries out a plan.
func (r *Report) send(ctx context.Context, host Host, opt Options) (err error) {
	pending, err := (&Pending{Format: format, Site: r.Record.Site, Release: r.Record.Release, Paths: r.Paths()}).Encode()
	if err != nil {
		return err
	}
	release, err := host.Stage(ctx, r.Changes, pending)
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
	put := func(files []File) error {
		if len(files) == 0 {
			return nil
		}
		return release.Send(ctx, files, func(f File) {
			sent += f.Size
			if opt.Progress != nil {
				opt.Progress(sent, r.Bytes)
			}
		})
	}
	remove := func(paths []string) error {
		if len(paths) == 0 {
			return nil
		}
		return release.Remove(ctx, paths)
	}
	now, inTheWay, then := r.writes()
	groups := now[:]
	if !release.Seen() {
		groups = [][]File{slices.Concat(groups...)}
	}
	for _, files := range groups {
		if err := put(files); err != nil {
			return fmt.Errorf("sending files: %w (nothing was removed; run deploy again to complete it)", err)
		}
	}
	if err := remove(inTheWay); err != nil {
		return fmt.Errorf("removing what is in the way: %w (run deploy again to complete it)", err)
	}
	if err := put(then); err != nil {
		return fmt.Errorf("sending files: %w (run deploy again to complete it)", err)
	}
	rest := slices.DeleteFunc(slices.Clone(r.Removed), func(p string) bool {
		_, found := slices.BinarySearch(inTheWay, p)
		return found
	})
	if err := remove(rest); err != nil {
		return fmt.Errorf("removing files: %w (run deploy again to complete it)", err)
	}
	record, err := r.Record.Encode()
	if err != nil {
		return err
	}
	if err := release.Commit(ctx, record); err != nil {
		return fmt.Errorf("putting the release in place: %w (run deploy again to complete it)", err)
	}
	return nil
}
