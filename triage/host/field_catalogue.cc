// SPDX-License-Identifier: Apache-2.0
#include "triage/host/field_catalogue.h"

#include <array>

namespace firsthour::triage {
namespace {

struct Source {
  std::string_view service, fields;  // fields: separated by blanks, "prefix.{a,b}" for several
};

constexpr std::array kSources{
    Source{"host.identity",
           "host.{name,id,boot_id,uptime_seconds,boot_time,timezone,cpu_count,memory_bytes,page_size,command_"
           "line,"
           "virtualization,architecture,hypervisor,vendor,product,bios_version,serial,uuid} "
           "cloud.{provider,platform,region,availability_zone} cloud.instance.{id,name} cloud.machine.{type} "
           "host.os.{kernel,version,full,platform,like} "
           "collector.{uid,capabilities,pid_namespace,in_container}"},
    Source{"host.clock", "clock.{source,time,read_at,monotonic_ns,offset_ns,basis}"},
    Source{
        "host.process",
        "process.{pid,tracer_pid,name,executable,executable_deleted,executable_memfd,executable_replaced,"
        "executed_as,image,image_matches_executable,"
        "executable_inode,"
        "executable_device,executable_size,executable_mode,executable_uid,executable_mtime,args,command_line,"
        "title_changed,working_directory,root,start,state,threads,tty,kernel_thread,seccomp,no_new_privs,"
        "login_uid,"
        "audit_session,namespace_pids,cgroup,stdin,stdout,stderr,env_preload,mapped_deleted,"
        "mapped_anonymous_executable,executable_package,executable_package_state,firsthour,executable_file,"
        "executable_pids} "
        "process.parent.{pid,name,executable,command_line} process.group_leader.{pid} "
        "process.session_leader.{pid} "
        "process.hash.{sha256} process.capabilities.{effective,permitted,bounding} "
        "process.namespace.{net,mnt,pid,user,ipc,uts,cgroup} "
        "process.stdin_socket.{transport,state,remote_ip,remote_port,listed} "
        "process.stdout_socket.{transport,state,remote_ip,remote_port,listed} "
        "user.{id,name} user.effective.{id} user.saved.{id} group.{id} group.effective.{id} "
        "container.{id,runtime}"},
    Source{"host.memory_region",
           "process.{pid,name,executable} memory_region.{start,end,size,permissions,path,offset,inode,"
           "present_pages,swapped_pages,read_pages,outcome,reason,signs,program_at,private_pages}"},
    Source{"host.open_file",
           "process.{pid,name} file.{descriptor,path,kind,deleted,inode,device,size,flags,offset} "
           "bpf.program.{id} "
           "bpf.map.{id} bpf.link.{id} anon_inode.{type} eventpoll.{descriptors,count} watch.{targets,count} "
           "pidfd.{pid} io_uring.{files,buffers,paths,thread_pid} timerfd.{clock} signalfd.{mask}"},
    Source{"host.ptrace", "process.{pid,name,executable} tracer.{pid,name,executable}"},
    Source{"host.key",
           "kernel_key.{serial,type,description,flags,timeout,permissions,usage} user.{id} group.{id}"},
    Source{
        "host.shared_memory",
        "ipc.{kind,id,key,mode,size,attached,messages,semaphores,creator_pid,last_pid,creator_uid,changed} "
        "user.{id} group.{id} file.{path}"},
    Source{"host.socket",
           "network.{transport,type} source.{ip,port} destination.{ip,port} "
           "socket.{state,inode,cookie,namespace,interface_index,protocol,packet_type,path,peer_inode,"
           "filter_attached,filter,"
           "executable_package_state} user.{id} process.{pid,name,executable,pids,firsthour,command_line,"
           "executable_deleted,executable_package,executable_file} process.parent.{name} firsthour.{view}"},
    Source{"host.kernel",
           "kernel.{tainted,taint_letters,lockdown,modules_disabled,secure_boot,core_pattern,modprobe,taint_"
           "modules,uevent_helper,kexec_loaded,kexec_crash_loaded,ftrace_enabled,kprobes_enabled,"
           "module_signatures_enforced,security_modules,unloaded_tainted_modules,cpu_vulnerabilities}"},
    Source{"host.kernel_hook",
           "hook.{function,kind,flags,redirects,callbacks,callback,owner,module,target} file.{path}"},
    Source{"host.binary_format",
           "binary_format.{name,enabled,interpreter,flags,offset,magic,mask,extension}"},
    Source{"host.block_device",
           "block_device.{name,number,kind,size,read_only,removable,swap,parent,holders,slaves,mount_points,"
           "model,vendor,serial,mapper_name,mapper_uuid,raid_level,raid_state,backing_file}"},
    Source{
        "host.device",
        "device.{bus,name,vendor_id,product_id,subsystem_vendor_id,subsystem_id,class,manufacturer,product,"
        "serial,driver}"},
    Source{"host.session",
           "session.{id,tty,remote_user,service,type,class,state,scope,seat,display,remote,started} "
           "user.{id,name} source.{address} process.{pid}"},
    Source{"host.unit",
           "unit.{name,invocation,started,last_trigger,transient,cgroup,pid_count} process.{pids}"},
    Source{"host.kernel_module",
           "module.{name,size,references,users,state,taint,out_of_tree,unsigned,source_version,version} "
           "firsthour.{view}"},
    Source{"host.audit",
           "audit.{kind,enabled,locked,failure,rate_limit,backlog_limit,backlog,lost,position,list,action,"
           "every_call,calls,fields,key} process.{pid}"},
    Source{"host.sysctl", "sysctl.{name,value}"},
    Source{"host.bpf_program",
           "bpf.program.{id,type,name,tag,loaded_at,map_ids,instructions,jited_bytes,btf_id,attach_btf_id,"
           "helpers,pins,links,gpl_compatible,attached,"
           "holder_count,"
           "pin_count,link_count,attached_count} user.{id} process.{pids,firsthour}"},
    Source{"host.bpf_map", "bpf.map.{id,type,name,key_size,value_size,max_entries,pins} process.{pids}"},
    Source{"host.bpf_link", "bpf.link.{id,type,pins,target} bpf.program.{id}"},
    Source{"host.interface",
           "interface.{name,index,mac,state,flags,mtu,kind,addresses,rx_bytes,tx_bytes,rx_packets,tx_packets,"
           "rx_errors,tx_errors,rx_dropped,tx_dropped,promiscuity,permanent_mac,aliases,description,parent_"
           "index,"
           "controller_index,xdp_programs,mode,port_kind,port_state,active_port,vlan_id,vlan_protocol,"
           "vlan_filtering,tunnel_id,tunnel_local,tunnel_remote,tunnel_port,tunnel_index,table,owner_uid,"
           "owner_gid,persistent,parent_namespace_id,driver,device_bus,device} socket.{namespace}"},
    Source{"host.route", "route.{destination,gateway,interface,metric,table,source,type} socket.{namespace}"},
    Source{"host.neighbour", "neighbour.{ip,mac,interface,state,proxy} socket.{namespace}"},
    Source{"host.rule",
           "rule.{priority,family,source,destination,action,table,goto,input_interface,output_interface,mark,"
           "mark_mask,inverted,transport,source_ports,destination_ports,user_ids,tunnel_id,"
           "suppressed_prefix_length,origin} socket.{namespace}"},
    Source{"host.conntrack",
           "network.{transport,type} source.{ip,port,bytes,packets} destination.{ip,port,bytes,packets} "
           "source.nat.{ip,port} destination.nat.{ip,port} "
           "conntrack.{state,status,timeout,mark,zone,id,helper,start} socket.{namespace} firsthour.{view}"},
    Source{"host.packet_filter",
           "packet_filter.{system,kind,family,table,chain,handle,chain_type,hook,priority,policy,devices,"
           "position,rule,expressions,undecoded,actions,jumps_to,comment,packets,bytes,set,flags,elements,"
           "element_count} socket.{namespace}"},
    Source{"host.wireguard",
           "wireguard.{kind,interface,interface_index,public_key,private_key_set,listen_port,mark,peers,"
           "preshared_key_set,allowed,last_handshake,keepalive,rx_bytes,tx_bytes} destination.{ip,port} "
           "socket.{namespace}"},
    Source{"host.traffic_control",
           "traffic_control.{kind,interface,interface_index,type,handle,parent,priority,protocol,chain,block,"
           "program_name,direct_action,actions,action_programs,bytes,packets,drops} bpf.program.{id} "
           "socket.{namespace}"},
    Source{"host.mount", "mount.{id,parent_id,point,root,source,type,options,namespace,device}"},
    Source{"host.namespace",
           "namespace.{kind,inode,pids,pid_count,holders,descriptor_pids,mount_points,"
           "user_namespace,parent,owner_uid}"},
    Source{"host.container",
           "container.{id,runtime,pids,cgroup,seen_by,name,command_line,state,user,hostname,network_mode,pid_"
           "mode,"
           "restart_policy,privileged,created,started,finished,exit_code,mounts,capabilities_added,ports,"
           "environment} container.image.{name,id} process.namespace.{pid,mnt,net} orchestrator.{namespace} "
           "orchestrator.resource.{name} file.{path}"},
    Source{"host.container_resource",
           "container_resource.{kind,name,id,driver,device,options,subnets,internal,created} file.{path}"},
    Source{"host.virtual_machine",
           "virtual_machine.{name,id,manager,kind,state,emulator,memory_bytes,processors,autostart,disks,"
           "networks,displays} process.{pid} file.{path}"},
    Source{"host.user", "user.{name,id,home,shell,full_name,password_state,password_changed} group.{id}"},
    Source{"host.group", "group.{name,id,members}"},
    Source{"host.login",
           "login.{source,record_type,line,time,end,service,offset,zero_records} user.{name} "
           "source.{address,ip} "
           "process.{pid} "
           "file.{path}"},
    Source{"host.authorized_key",
           "user.{name,id,shell,home,system_account} file.{path,mtime} "
           "key.{line,type,fingerprint,comment,options,strict_modes,age_days}"},
    Source{"host.cross_view",
           "cross_view.{subject,name,seen_by,missing_from,rechecked,detail} "
           "process.{pid,name,executable,command_line} "
           "process.parent.{pid} directory.{fault,slack_names} mount.{namespace,point} "
           "socket.{inode,namespace,peer_inode} network.{transport} module.{name} bpf.program.{id,name,tag} "
           "file.{path}"},
    Source{"host.memory_source", "memory.{source,state,reason,addresses,confirmed_by,bytes,aliases}"},
    Source{"host.memory_range", "memory.{start,end,bytes,state,source,reason,error}"},
    Source{"host.memory_elsewhere", "memory.{kind,detail} file.{path,size}"},
    Source{"host.file_left_out", "file.{path,size,mtime} firsthour.{definition,outcome,reason}"},
    Source{"host.cross_check",
           "cross_check.{name,views,closed,compared,differences,unlisted,unlisted_protocols}"},
    Source{"host.package", "package.{name,version,architecture,type,installed,maker}"},
    Source{"host.package_check",
           "file.{path,mode,size,mtime,ctime,elf} package.{name,version,type} "
           "package_check.{state,algorithm,expected,found,expected_mode,configuration,key_program,running}"},
    Source{
        "host.package_summary",
        "package.{type} package_check.{packages,scope,files_listed,files_checked,differences,without_digest,"
        "unreadable,left_out,problem}"},
    Source{
        "host.file",
        "file.{path,type,mode,uid,gid,owner,size,inode,device,links,mtime,accessed,ctime,created,target_path,"
        "capabilities,attributes,acl,setuid,setgid,name,executable,world_writable} file.hash.{sha256} "
        "package.{name,state} firsthour.{walk}"},
};

constexpr std::string_view kTextFields =
    "file.{path,name,mode,uid,gid,world_writable} line line.{number,comment,command,pipe_targets}";

constexpr std::array<std::string_view, 6> kTextFamilies{"persistence", "web",     "history",
                                                        "log",         "account", "temporary"};

bool group_has(std::string_view names, std::string_view name) {
  while (!names.empty()) {
    const std::size_t comma = names.find(',');
    if (names.substr(0, comma) == name) return true;
    names = comma == std::string_view::npos ? std::string_view{} : names.substr(comma + 1);
  }
  return false;
}

bool list_has(std::string_view fields, std::string_view field) {
  // The exact bytes of a name that is no UTF-8 stand beside it.
  if (field.ends_with("_raw")) field.remove_suffix(4);
  while (!fields.empty()) {
    const std::size_t blank = fields.find(' ');
    const std::string_view one = fields.substr(0, blank);
    fields = blank == std::string_view::npos ? std::string_view{} : fields.substr(blank + 1);
    const std::size_t brace = one.find('{');
    if (brace == std::string_view::npos) {
      if (one == field) return true;
      continue;
    }
    const std::string_view prefix = one.substr(0, brace);
    const std::string_view names = one.substr(brace + 1, one.size() - brace - 2);
    if (field.starts_with(prefix) && group_has(names, field.substr(prefix.size()))) return true;
  }
  return false;
}

const Source* record_source(std::string_view service) {
  for (const Source& source : kSources) {
    if (source.service == service) return &source;
  }
  return nullptr;
}

}  // namespace

bool is_text_family(std::string_view source) {
  const std::string_view family = source.substr(0, source.find('.'));
  for (const std::string_view known : kTextFamilies) {
    if (known == family) return true;
  }
  return false;
}

bool HostFieldCatalogue::has_source(const sigma::LogSource& source) const {
  if (source.product != "linux" || !source.category.empty()) return false;
  return record_source(source.service) != nullptr || is_text_family(source.service);
}

bool HostFieldCatalogue::is_elsewhere(const sigma::LogSource& source) const {
  return !has_source(source) && !source.service.starts_with("host.");
}

bool HostFieldCatalogue::has_field(const sigma::LogSource& source, std::string_view field) const {
  const Source* records = record_source(source.service);
  return list_has(records ? records->fields : kTextFields, field);
}

}  // namespace firsthour::triage
