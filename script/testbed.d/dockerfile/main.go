// Converts Dockerfiles as BuildKit does, and prints what the conversion needs.
//
// Reads one JSON object a line: {"dockerfile", "target", "platform", "build", "args"}. Prints one for each:
// {"error"}, or {"runs", "images"}. No registry is asked: every image has an empty config.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"sort"
	"strings"
	"sync"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

type request struct {
	Dockerfile string            `json:"dockerfile"`
	Target     string            `json:"target"`
	Platform   string            `json:"platform"`
	Build      string            `json:"build"`
	Args       map[string]string `json:"args"`
}

type run struct {
	Platform string `json:"platform"`
	Command  string `json:"command"`
}

type image struct {
	Name     string `json:"name"`
	Platform string `json:"platform"`
}

type result struct {
	Error  string  `json:"error,omitempty"`
	Runs   []run   `json:"runs"`
	Images []image `json:"images"`
}

// resolver notes the images that it is asked for.
type resolver struct {
	mu    sync.Mutex
	asked map[image]bool
}

func (r *resolver) ResolveImageConfig(_ context.Context, ref string, opt sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	platform := *opt.ImageOpt.Platform
	r.mu.Lock()
	r.asked[image{ref, platforms.Format(platforms.Normalize(platform))}] = true
	r.mu.Unlock()
	config, err := json.Marshal(ocispecs.Image{
		Platform: platform,
		RootFS:   ocispecs.RootFS{Type: "layers", DiffIDs: []digest.Digest{digest.FromString(ref)}},
	})
	return ref, "", config, err
}

func convert(in request) (*result, error) {
	ctx := context.Background()
	target, err := platforms.Parse(in.Platform)
	if err != nil {
		return nil, err
	}
	build, err := platforms.Parse(in.Build)
	if err != nil {
		return nil, err
	}
	caps := pb.Caps.CapSet(pb.Caps.All())
	images := &resolver{asked: map[image]bool{}}
	converted, err := dockerfile2llb.Dockerfile2LLB(ctx, []byte(in.Dockerfile), dockerfile2llb.ConvertOpt{
		Config: dockerui.Config{
			BuildArgs:              in.Args,
			Target:                 in.Target,
			BuildPlatforms:         []ocispecs.Platform{build},
			MultiPlatformRequested: true,
		},
		TargetPlatform: &target,
		MetaResolver:   images,
		LLBCaps:        &caps,
	})
	if err != nil {
		return nil, err
	}
	definition, err := converted.State.Marshal(ctx, llb.WithCaps(caps))
	if err != nil {
		return nil, err
	}
	out := &result{Runs: []run{}, Images: []image{}}
	for _, bytes := range definition.Def {
		var op pb.Op
		if err := op.UnmarshalVT(bytes); err != nil {
			return nil, err
		}
		if op.Platform == nil {
			continue
		}
		platform := platforms.Format(platforms.Normalize(op.Platform.Spec()))
		if exec := op.GetExec(); exec != nil {
			out.Runs = append(out.Runs, run{platform, strings.Join(exec.Meta.Args, " ")})
		}
		// an image that only a trigger leads to is read without a look at its config
		if name, ok := strings.CutPrefix(op.GetSource().GetIdentifier(), "docker-image://"); ok {
			images.asked[image{name, platform}] = true
		}
	}
	for each := range images.asked {
		out.Images = append(out.Images, each)
	}
	sort.Slice(out.Images, func(i, j int) bool { return out.Images[i].Name < out.Images[j].Name })
	return out, nil
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	decoder := json.NewDecoder(in)
	for decoder.More() {
		var each request
		if err := decoder.Decode(&each); err != nil {
			panic(err)
		}
		converted, err := convert(each)
		if err != nil {
			converted = &result{Error: err.Error()}
		}
		if err := out.Encode(converted); err != nil {
			panic(err)
		}
	}
}
