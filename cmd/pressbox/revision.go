package main

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"pressbox/internal/site"
)

// atRevision loads the site as it stood at a revision of the user's repository.
// Its addresses are what matters, so problems in it are nobody's any more.
func (p *program) atRevision(ctx context.Context, opt site.Options, revision string) (*site.Site, error) {
	if strings.HasPrefix(revision, "-") {
		return nil, usage{fmt.Errorf("--since %q is not a revision", revision)}
	}
	dir, err := os.MkdirTemp("", "pressbox-")
	if err != nil {
		return nil, err
	}
	// The site reads its files again when pages are made, and none is made of it.
	defer os.RemoveAll(dir)
	if err := checkout(ctx, opt.Dir, revision, dir); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, "site.yaml")); err != nil {
		return nil, fmt.Errorf("--since %s: there is no site.yaml as of then", revision)
	}
	opt.Dir, opt.Fresh = dir, true
	return site.Load(ctx, opt, nil, nil)
}

// checkout writes what a site in dir is made of, as of a revision, to the folder to.
func checkout(ctx context.Context, dir, revision, to string) error {
	var errs bytes.Buffer
	cmd := exec.CommandContext(ctx, "git", "-C", dir, "archive", "--format=tar", revision)
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("--since needs git: %w", err)
	}
	unpacked := unpack(out, to)
	io.Copy(io.Discard, out) // git ends when it has been heard out
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("git cannot give the site as of %s: %s (a shallow clone lacks what is older: git fetch --unshallow)", revision, strings.TrimSpace(errs.String()))
	}
	return unpacked
}

// unpack writes the files of an archive that belong to a site below a folder.
func unpack(in io.Reader, to string) error {
	root, err := os.OpenRoot(to)
	if err != nil {
		return err
	}
	defer root.Close()
	archive := tar.NewReader(in)
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		first, _, _ := strings.Cut(h.Name, "/")
		if h.Typeflag != tar.TypeReg || first != "content" && first != "templates" && first != "static" && h.Name != "site.yaml" {
			continue
		}
		if err := root.MkdirAll(path.Dir(h.Name), 0o755); err != nil {
			return err
		}
		f, err := root.Create(h.Name)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, archive)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
}
