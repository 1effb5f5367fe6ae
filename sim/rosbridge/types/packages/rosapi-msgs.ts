import type { InterfacePackage } from "../interface-package.ts";

/** Interfaces of RobotWebTools/rosbridge_suite, branch ros2 (Jazzy's releases); fields as published. */
export const rosapiMsgs: InterfacePackage = {
  name: "rosapi_msgs",
  msg: {
    TypeDef: `string type
string[] fieldnames
string[] fieldtypes
int32[] fieldarraylen
string[] examples
string[] constnames
string[] constvalues`,
  },
  srv: {
    ActionFeedbackDetails: `string type
---
TypeDef[] typedefs`,
    ActionGoalDetails: `string type
---
TypeDef[] typedefs`,
    ActionResultDetails: `string type
---
TypeDef[] typedefs`,
    ActionType: `string action
---
string type`,
    DeleteParam: `string name
---
bool successful
string reason`,
    GetActionServers: `---
string[] action_servers`,
    GetParam: `string name
string default_value
---
string value
bool successful
string reason`,
    GetParamNames: `---
string[] names`,
    GetROSVersion: `---
uint8 version
string distro`,
    GetTime: `---
builtin_interfaces/Time time`,
    HasParam: `string name
---
bool exists`,
    Interfaces: `---
string[] interfaces`,
    MessageDetails: `string type
---
TypeDef[] typedefs`,
    NodeDetails: `string node
---
string[] subscribing
string[] publishing
string[] services`,
    Nodes: `---
string[] nodes`,
    Publishers: `string topic
---
string[] publishers`,
    ServiceNode: `string service
---
string node`,
    ServiceProviders: `string service
---
string[] providers`,
    ServiceRequestDetails: `string type
---
TypeDef[] typedefs`,
    ServiceResponseDetails: `string type
---
TypeDef[] typedefs`,
    ServiceType: `string service
---
string type`,
    Services: `---
string[] services`,
    ServicesForType: `string type
---
string[] services`,
    SetParam: `string name
string value
---
bool successful
string reason`,
    Subscribers: `string topic
---
string[] subscribers`,
    TopicType: `string topic
---
string type`,
    Topics: `---
string[] topics
string[] types`,
    TopicsAndRawTypes: `---
string[] topics
string[] types
string[] typedefs_full_text`,
    TopicsForType: `string type
---
string[] topics`,
  },
};
