package deploy

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// A Disk is a file system on which releases lie beside each other: here, or on
// another machine. Names are slash-separated and begin at the target's folder. A
// disk puts a deadline on what can hang.
type Disk interface {
	// ReadFile returns what name holds, or an error that is fs.ErrNotExist.
	ReadFile(ctx context.Context, name string) ([]byte, error)
	// WriteFile writes a file that is not there yet.
	WriteFile(ctx context.Context, name string, data []byte) error
	// ReadLink returns where the link name leads to, or an error that is
	// fs.ErrNotExist when nothing stands there.
	ReadLink(ctx context.Context, name string) (string, error)
	// Link makes name a link that leads to to, in one step if it is one already.
	Link(ctx context.Context, to, name string) error
	// Rename gives a folder another name, at which nothing stands.
	Rename(ctx context.Context, from, to string) error
	// Folders returns the names of the folders in dir; none when there is no dir.
	Folders(ctx context.Context, dir string) ([]string, error)
	// MkdirAll makes a folder and those around it.
	MkdirAll(ctx context.Context, dir string) error
	// Share makes to a folder that holds what from holds, sharing its files.
	Share(ctx context.Context, from, to string) error
	// RemoveAll removes a tree; none is no error.
	RemoveAll(ctx context.Context, dir string) error

	// Send and Remove are those of Release, below dir. A file that is shared is
	// replaced, never written to.
	Send(ctx context.Context, dir string, files []File, sent func(File)) error
	Remove(ctx context.Context, dir string, paths []string) error
	// Holds is that of Host, below dir.
	Holds(ctx context.Context, dir string, files []File) ([]State, error)

	Close() error
}

// Linked is a host that keeps releases beside each other and a link to the one
// that readers see. The link is switched in one step, so that a reader sees the
// old site or the new one and nothing between; a release shares the files that it
// does not change with the one before it, foreign files too.
type Linked struct {
	Open func(ctx context.Context) (Disk, error)
	Keep int    // releases that stay, the current one too; at least 2
	Name string // of the place, for messages

	disk Disk // opened by the first call that needs it
}

// What the folder of a target holds.
const (
	releases = "releases"
	current  = "current"  // the link, which the web server shows
	record   = "record"   // in each release's own folder, beside site/
	site     = "site"     // the files themselves
	begun    = "begun"    // in a release on its way, to be missed when somebody has taken it away
	making   = ".making-" // begins the name of a release that nobody has seen
	going    = ".going-"  // begins the name of a release that is being removed
)

// Limits implements Host: a disk says itself when it is full.
func (h *Linked) Limits() Limits { return Limits{} }

// Record implements Host. An interrupted deploy leaves a release that nobody sees,
// so nothing is ever pending.
func (h *Linked) Record(ctx context.Context) (data, pending []byte, err error) {
	err = h.on(ctx, func(d Disk) error {
		name, err := h.live(ctx, d)
		if err != nil || name == "" {
			return err
		}
		data, err = d.ReadFile(ctx, path.Join(releases, name, record))
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s shows release %s, which has lost its record: move the link away and deploy again", h.Name, name)
		}
		return err
	})
	return data, nil, err
}

// open returns the disk.
func (h *Linked) open(ctx context.Context) (Disk, error) {
	if h.disk != nil {
		return h.disk, nil
	}
	d, err := h.Open(ctx)
	if err != nil {
		return nil, err
	}
	h.disk = d
	return d, nil
}

// Close implements Host.
func (h *Linked) Close() error {
	d := h.disk
	h.disk = nil
	if d == nil {
		return nil
	}
	return d.Close()
}

// on calls do with the disk.
func (h *Linked) on(ctx context.Context, do func(Disk) error) error {
	d, err := h.open(ctx)
	if err != nil {
		return err
	}
	return do(d)
}

// live returns the name of the release that readers see; empty when there is none.
func (h *Linked) live(ctx context.Context, d Disk) (string, error) {
	to, err := d.ReadLink(ctx, current)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("%s/%s is not a link of ours: move it away, or choose another path: %w", h.Name, current, err)
	}
	name := path.Base(path.Dir(to))
	if to != path.Join(releases, name, site) || strings.HasPrefix(name, ".") {
		return "", fmt.Errorf("%s/%s leads to %s, which is no release of ours: move it away, or choose another path", h.Name, current, to)
	}
	return name, nil
}

// Holds implements Host.
func (h *Linked) Holds(ctx context.Context, files []File) (states []State, err error) {
	err = h.on(ctx, func(d Disk) error {
		name, err := h.live(ctx, d)
		if err != nil {
			return err
		}
		if name == "" {
			states = make([]State, len(files))
			return nil
		}
		states, err = d.Holds(ctx, path.Join(releases, name, site), files)
		return err
	})
	return states, err
}

// Stage makes a release out of the one that stands.
func (h *Linked) Stage(ctx context.Context, c Changes, pending []byte) (Release, error) {
	p, err := DecodePending(pending)
	if err != nil {
		return nil, err
	}
	d, err := h.open(ctx)
	if err != nil {
		return nil, err
	}
	r := &linkedRelease{Linked: h, disk: d, name: p.Release, dir: path.Join(releases, making+p.Release)}
	if err := r.begin(ctx); err != nil {
		return nil, errors.Join(r.why(ctx, err), d.RemoveAll(context.WithoutCancel(ctx), r.dir))
	}
	return r, nil
}

// A linkedRelease is a site in a folder that no reader sees yet.
type linkedRelease struct {
	*Linked
	disk Disk
	name string
	dir  string

	marked bool // with begun
}

func (r *linkedRelease) begin(ctx context.Context) error {
	found, err := r.disk.Folders(ctx, releases)
	if err != nil {
		return err
	}
	for _, name := range found { // left by interrupted deploys
		switch {
		case strings.HasPrefix(name, making):
			// Or on its way at this moment; then it must not come to its end.
			err = r.discard(ctx, r.disk, name)
		case strings.HasPrefix(name, going):
			err = r.disk.RemoveAll(ctx, path.Join(releases, name))
		}
		if err != nil {
			return err
		}
	}
	old, err := r.live(ctx, r.disk)
	if err != nil {
		return err
	}
	if err := r.disk.MkdirAll(ctx, r.dir); err != nil {
		return err
	}
	// Sending makes the folders that it needs, and so would make anew those of a
	// release that was taken away; this file it does not make.
	if err := r.disk.WriteFile(ctx, path.Join(r.dir, begun), nil); err != nil {
		return err
	}
	r.marked = true
	if old == "" {
		return r.disk.MkdirAll(ctx, path.Join(r.dir, site))
	}
	return r.disk.Share(ctx, path.Join(releases, old, site), path.Join(r.dir, site))
}

func (r *linkedRelease) Seen() bool { return false }

func (r *linkedRelease) Send(ctx context.Context, files []File, sent func(File)) error {
	return r.why(ctx, r.disk.Send(ctx, path.Join(r.dir, site), files, sent))
}

func (r *linkedRelease) Remove(ctx context.Context, paths []string) error {
	return r.why(ctx, r.disk.Remove(ctx, path.Join(r.dir, site), paths))
}

// errTaken says that another deploy has removed the release.
var errTaken = errors.New("somebody else deploys at the same time, and began after this deploy")

// why explains a failure, if it is that another deploy has removed the release.
func (r *linkedRelease) why(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil || !r.marked {
		return err
	}
	if _, e := r.disk.ReadFile(ctx, path.Join(r.dir, begun)); errors.Is(e, fs.ErrNotExist) {
		return errTaken
	}
	return err
}

// Commit names the release and switches the link.
func (r *linkedRelease) Commit(ctx context.Context, data []byte) error {
	rec, err := DecodeRecord(data)
	if err != nil {
		return err
	}
	switch _, err := r.disk.ReadFile(ctx, path.Join(r.dir, begun)); {
	case errors.Is(err, fs.ErrNotExist):
		return errTaken
	case err != nil:
		return err
	}
	if err := r.disk.Remove(ctx, r.dir, []string{begun}); err != nil {
		return err
	}
	if err := r.disk.WriteFile(ctx, path.Join(r.dir, record), data); err != nil {
		return err
	}
	now, err := r.live(ctx, r.disk)
	if err != nil {
		return err
	}
	if now != rec.Parent {
		return errors.New("somebody else deployed at the same time, and their release stands")
	}
	if err := r.disk.Rename(ctx, r.dir, path.Join(releases, r.name)); err != nil {
		return err
	}
	r.dir = path.Join(releases, r.name)
	if err := r.show(ctx, r.disk, r.name); err != nil {
		return err
	}
	r.dir = "" // seen by readers: not to be removed any more
	return r.prune(ctx, r.disk, r.name, rec.Parent)
}

// Abandon removes what nobody has seen.
func (r *linkedRelease) Abandon(ctx context.Context) error {
	if r.dir == "" {
		return nil
	}
	if name, err := r.live(ctx, r.disk); err != nil || name == path.Base(r.dir) {
		return err
	}
	return r.disk.RemoveAll(ctx, r.dir)
}

// show makes readers see the release of that name.
func (h *Linked) show(ctx context.Context, d Disk, name string) error {
	return d.Link(ctx, path.Join(releases, name, site), current)
}

// list returns the names of the releases that stand, oldest first. Other folders
// beside them are not ours.
func (h *Linked) list(ctx context.Context, d Disk) ([]string, error) {
	names, err := d.Folders(ctx, releases)
	names = slices.DeleteFunc(names, func(n string) bool { // somebody else's
		_, err := time.Parse(releaseName, n)
		return err != nil
	})
	slices.Sort(names) // names are times
	return names, err
}

// prune removes the oldest releases, never the one that readers see nor the one
// that a rollback leads to.
func (h *Linked) prune(ctx context.Context, d Disk, live, parent string) error {
	names, err := h.list(ctx, d)
	if err != nil {
		return err
	}
	stay := 1
	if slices.Contains(names, parent) {
		stay = 2
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == live || n == parent })
	for len(names) > max(h.Keep, 2)-stay {
		if err := h.discard(ctx, d, names[0]); err != nil {
			return err
		}
		names = names[1:]
	}
	return nil
}

// discard removes a release. It loses its name first, in one step: no part of it
// is a release any more, whatever happens while its files go.
func (h *Linked) discard(ctx context.Context, d Disk, name string) error {
	at := path.Join(releases, going+strings.TrimPrefix(name, making))
	err := d.Rename(ctx, path.Join(releases, name), at)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // finished, or removed by somebody else
	}
	if err != nil {
		return err
	}
	return d.RemoveAll(ctx, at)
}

// Rollback shows the release that was shown before the one that readers see, and
// returns the record of what they see then.
func (h *Linked) Rollback(ctx context.Context) (back *Record, err error) {
	defer func() { err = errors.Join(err, h.Close()) }()
	err = h.on(ctx, func(d Disk) error {
		now, err := h.live(ctx, d)
		if err != nil {
			return err
		}
		if now == "" {
			return errors.New("nothing is deployed there yet")
		}
		was, err := h.recordOf(ctx, d, now)
		if err != nil {
			return err
		}
		names, err := h.list(ctx, d)
		if err != nil {
			return err
		}
		if was.Parent == "" || !slices.Contains(names, was.Parent) {
			return errors.New("there is no earlier release to go back to")
		}
		if back, err = h.recordOf(ctx, d, was.Parent); err != nil {
			return err
		}
		return h.show(ctx, d, was.Parent)
	})
	return back, err
}

func (h *Linked) recordOf(ctx context.Context, d Disk, name string) (*Record, error) {
	data, err := d.ReadFile(ctx, path.Join(releases, name, record))
	if err != nil {
		return nil, err
	}
	return DecodeRecord(data)
}
