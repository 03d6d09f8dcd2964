// Package folder publishes into a folder of this machine or of one mounted here:
// releases beside each other and a link to the one that readers see, or in place.
//
// Its one law: the link is switched in one rename, so that a reader sees the old
// site or the new one and nothing between.
package folder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"pressbox/internal/deploy"
)

// A Folder is a target of type folder.
type Folder struct {
	Path string // holds releases/ and the link current, which the web server shows
	Keep int    // releases that stay, the current one too; at least 2
}

// What a folder with releases holds.
const (
	releases = "releases"
	current  = "current"
	record   = "record"  // in each release's own folder, beside site/
	site     = "site"    // the files themselves
	staging  = "staging" // a release that is being made
)

// Limits are none: a disk says itself when it is full.
func (f *Folder) Limits() deploy.Limits { return deploy.Limits{} }

// Record reads the record of the release that the link leads to. An interrupted
// deploy leaves a release that nobody sees, so nothing is ever unknown.
func (f *Folder) Record(context.Context) ([]byte, []string, error) {
	name, err := f.live()
	if err != nil || name == "" {
		return nil, nil, err
	}
	data, err := os.ReadFile(filepath.Join(f.Path, releases, name, record))
	return data, nil, err
}

// live returns the name of the release that readers see; empty when there is none.
func (f *Folder) live() (string, error) {
	to, err := os.Readlink(filepath.Join(f.Path, current))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("%s is not a link of ours: move it away, or choose another path: %w", filepath.Join(f.Path, current), err)
	}
	dir, last := path.Split(filepath.ToSlash(to))
	name := path.Base(dir)
	if last != site || path.Clean(dir) != releases+"/"+name {
		return "", fmt.Errorf("%s leads to %s, which is no release of ours: move it away, or choose another path", filepath.Join(f.Path, current), to)
	}
	return name, nil
}

// Stage makes a release out of the one that stands, sharing its files.
func (f *Folder) Stage(ctx context.Context, c deploy.Changes) (deploy.Release, error) {
	if err := os.MkdirAll(filepath.Join(f.Path, releases), 0o755); err != nil {
		return nil, err
	}
	dir := filepath.Join(f.Path, releases, staging)
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, site), 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(filepath.Join(dir, site))
	if err != nil {
		return nil, err
	}
	r := &release{folder: f, dir: dir, root: root}
	old, err := f.live()
	if err == nil && old != "" {
		err = r.share(ctx, filepath.Join(f.Path, releases, old, site))
	}
	if err != nil {
		root.Close()
		return nil, err
	}
	return r, nil
}

// A release is a site in a folder that no reader sees yet.
type release struct {
	folder *Folder
	dir    string
	root   *os.Root // of dir/site
}

// share links every file of the release at old, files that are not ours too.
func (r *release) share(ctx context.Context, old string) error {
	return filepath.WalkDir(old, func(name string, d fs.DirEntry, err error) error {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		rel, err := filepath.Rel(old, name)
		if err != nil || rel == "." {
			return err
		}
		to := filepath.Join(r.dir, site, rel)
		switch {
		case d.IsDir():
			return os.Mkdir(to, 0o755)
		case d.Type().IsRegular():
			if os.Link(name, to) == nil {
				return nil
			}
			return copyFile(name, to) // a file system without links
		}
		return nil // not of a kind that is published
	})
}

func copyFile(from, to string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(dst, src)
	return errors.Join(err, dst.Close())
}

// Send writes files into the release. A shared file is unlinked first, so that
// the release that stands keeps its own.
func (r *release) Send(ctx context.Context, files []deploy.File, sent func(deploy.File)) error {
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := write(r.root, f); err != nil {
			return err
		}
		sent(f)
	}
	return nil
}

func write(root *os.Root, f deploy.File) (err error) {
	if err := root.MkdirAll(filepath.Dir(filepath.FromSlash(f.Path)), 0o755); err != nil {
		return err
	}
	name := filepath.FromSlash(f.Path)
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	data, err := f.Bytes()
	if err != nil {
		return err
	}
	dst, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = dst.Write(data)
	return errors.Join(err, dst.Close())
}

// Remove takes files out of the release, and folders that they leave empty.
func (r *release) Remove(ctx context.Context, paths []string) error {
	for _, p := range paths {
		if err := r.root.Remove(filepath.FromSlash(p)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if r.root.Remove(filepath.FromSlash(dir)) != nil {
				break // not empty
			}
		}
	}
	return nil
}

// Commit names the release and switches the link.
func (r *release) Commit(ctx context.Context, data []byte) error {
	rec, err := deploy.DecodeRecord(data)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(r.dir, record), data, 0o644); err != nil {
		return err
	}
	r.root.Close()
	name := rec.Release
	if err := os.Rename(r.dir, filepath.Join(r.folder.Path, releases, name)); err != nil {
		return err
	}
	if err := r.folder.show(name); err != nil {
		return err
	}
	return r.folder.prune(name)
}

// show makes readers see the release of that name.
func (f *Folder) show(name string) error {
	fresh := filepath.Join(f.Path, "."+current)
	os.Remove(fresh)
	if err := os.Symlink(filepath.Join(releases, name, site), fresh); err != nil {
		return err
	}
	return os.Rename(fresh, filepath.Join(f.Path, current))
}

// Releases returns the names of the releases that stand, oldest first.
func (f *Folder) Releases() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(f.Path, releases))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != staging && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names) // names are times
	return names, nil
}

// Rollback shows the release before the one that readers see and returns its name.
func (f *Folder) Rollback(context.Context) (string, error) {
	now, err := f.live()
	if err != nil {
		return "", err
	}
	names, err := f.Releases()
	if err != nil {
		return "", err
	}
	i := slices.Index(names, now)
	if i < 1 {
		return "", errors.New("there is no earlier release to go back to")
	}
	return names[i-1], f.show(names[i-1])
}

// prune removes the oldest releases, never the one that readers see.
func (f *Folder) prune(live string) error {
	names, err := f.Releases()
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == live })
	for len(names) > max(f.Keep, 2)-1 {
		if err := os.RemoveAll(filepath.Join(f.Path, releases, names[0])); err != nil {
			return err
		}
		names = names[1:]
	}
	return nil
}

// Abandon removes what nobody has seen.
func (r *release) Abandon(context.Context) error {
	r.root.Close()
	return os.RemoveAll(r.dir)
}
